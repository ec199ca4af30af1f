/** Whether roles can be assumed by the pods that are given them, as far as it is known without waiting. */
export { followIssuer } from './follow-issuer.ts'
export { createTrustCheck, type RoleAnswer, type TrustCheck } from './trust-check.ts'
