/** AWS's wire protocols on generated model tables, and the contract between a service room and the gateway. */
export { AwsError } from './errors.ts'
export type { AwsErrorFacts } from './errors.ts'
export type {
  Authorization,
  Authorize,
  Call,
  Caller,
  CallNotes,
  Check,
  Exempt,
  NotedDecision,
  Operation,
  ServiceDefinition,
  SessionFacts,
} from './service.ts'
