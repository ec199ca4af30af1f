/** The pod identity webhook: gives a pod the token and the variables with which AWS SDKs take on its role. */
export type { Annotations } from './identity.ts'
export type { Decision, WebhookNeeds } from './needs.ts'
export type { WebhookOptions } from './options.ts'
export { defaultOptions } from './options.ts'
export type { Plan, PlanRequest } from './plan.ts'
export { planPodChanges } from './plan.ts'
export { createWebhook } from './webhook.ts'
