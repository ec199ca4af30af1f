/** The podpass service: decision records, issuers, status and the control policies of accounts. */
export type { ControlPolicies } from './account-policies.ts'
export type {
  DecisionRecord,
  IssuerFacts,
  IssuerKeyFacts,
  IssuerMirrorFacts,
  IssuerMirrors,
  Issuers,
  PodpassNeeds,
  StatusFacts,
} from './needs.ts'
export type { Podpass } from './service.ts'
export { createPodpass } from './service.ts'
