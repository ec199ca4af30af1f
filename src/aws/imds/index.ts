/** The instance metadata service of a node: what a machine is told of itself, and the credentials of its role. */
export { createImds } from './service.ts'
export type { Imds, ImdsAnswer, ImdsNeeds, ImdsQuestion } from './service.ts'
export type { InstanceFacts } from './tree.ts'
export type { DeliveredCredentials, RoleCredentials } from './credentials.ts'
