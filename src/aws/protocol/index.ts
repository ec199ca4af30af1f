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
  ReceivedBody,
  ServiceDefinition,
  SessionFacts,
} from './service.ts'
export type {
  ErrorModel,
  OperationModel,
  Paginator,
  Protocol,
  ServiceMetadata,
  ServiceModel,
} from './model/service-model.ts'
export type { Element, Member, Shape, StructureShape } from './model/shape.ts'
export type { AnswerContext, ErrorContext, Values, WireRequest } from './wire.ts'
export type { LeftOut } from './left-out.ts'
export { fitsName, leftOutOf, reasonLeftOut } from './left-out.ts'
export { loadModel, operationOf } from './model/load-model.ts'
export { readForm } from './query/form.ts'
export type { Form } from './query/form.ts'
export { routeRest } from './route-rest.ts'
export type { Route } from './route-rest.ts'
export { decodeInput } from './decode-input.ts'
export { constraintViolations, validateInput } from './validate-input.ts'
export { encodeOutput } from './encode-output.ts'
export { encodeError } from './encode-error.ts'
export { encodeQueryError } from './query/encode.ts'
export { redactInput, redactOutput } from './redact-input.ts'
