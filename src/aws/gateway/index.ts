/** The one door of every AWS service: it names the call, knows the caller, asks the policies, keeps the record and answers. */
export { assertServices } from './assert-services.ts'
export { anonymous } from './authenticate/anonymous.ts'
export type { AccountFacts } from './authorize/policy-request.ts'
export { policyRequest } from './authorize/policy-request.ts'
export type { ImaginedCall } from './authorize/imagined-request.ts'
export { imaginedRequest } from './authorize/imagined-request.ts'
export type { RequestFacts } from './authorize/request-context.ts'
export { contextOfCall } from './authorize/call-context.ts'
export { createGateway } from './create-gateway.ts'
export { homeRegionOf } from './identify/home-region.ts'
export type {
  CredentialLookup,
  Credentials,
  DecisionRecord,
  GatewayNeeds,
  RecordedAuthorization,
  TrailEvent,
} from './ports.ts'
