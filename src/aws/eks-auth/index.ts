/** EKS Auth: the token of a pod becomes a session of the role that its ServiceAccount is associated with. */
export type {
  EksAuthNeeds,
  PodRole,
  PodSession,
  PodSessionRequest,
  PodToken,
  RoleFacts,
  ServiceAssumption,
} from './needs.ts'
export type { EksAuth } from './service.ts'
export { createEksAuth } from './service.ts'
