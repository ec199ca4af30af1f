/** The one door of every AWS service: it names the call, knows the caller, asks the policies, keeps the record and answers. */
export { assertServices } from './assert-services.ts'
export { createGateway } from './create-gateway.ts'
export type {
  CredentialLookup,
  Credentials,
  DecisionRecord,
  GatewayNeeds,
  RecordedAuthorization,
  TrailEvent,
} from './ports.ts'
