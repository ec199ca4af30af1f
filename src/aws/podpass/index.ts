/** The podpass service: decision records, issuers, status and the control policies of accounts. */
export type { ControlPolicies } from './account-policies.ts'
export type {
  DecidedAuthorization,
  DecisionRecord,
  ImaginedCall,
  IssuerFacts,
  IssuerKeyFacts,
  IssuerMirrorFacts,
  IssuerMirrors,
  Issuers,
  PodpassNeeds,
  Redecided,
  Simulation,
  Simulations,
  StatusFacts,
} from './needs.ts'
export type { Podpass } from './service.ts'
export { createPodpass } from './service.ts'
