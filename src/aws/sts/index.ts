/** STS: tokens and callers become sessions, which carry themselves. */
export type { KeyWrap, ProviderFacts, RoleFacts, StsNeeds } from './needs.ts'
export type { Session, SessionPolicies, SessionPrincipal, WebIdentityFacts } from './session/session.ts'
export type { IssuedSession, OpenedSession, SessionRequest } from './session/sessions.ts'
export { trailCredentials } from './operations/credentials-output.ts'
export { contextOfSession, ec2DeliveryOf } from './session/session-context.ts'
export type { Sts } from './service.ts'
export { createSts } from './service.ts'
