/** One call on its way through the steps, and what each step finds out about it. */
import { type HttpRequest, type HttpResponse, type Random, splitTarget } from '../../kit/index.ts'
import { type PresentedSignature, readSignature, type SigningKeys } from '../../sigv4/index.ts'
import type {
  AwsError,
  Call,
  Caller,
  CallNotes,
  Check,
  Form,
  Operation,
  OperationModel,
  ServiceDefinition,
  ServiceModel,
  Values,
} from '../protocol/index.ts'
import { type Family, familyOf } from './family.ts'
import { requestIdsOf, type RequestIds } from './request-ids.ts'
import type { GatewayNeeds, RecordedAuthorization } from './ports.ts'

export interface Gateway {
  readonly needs: GatewayNeeds
  readonly signingKeys: SigningKeys
  /** For ids alone. */
  readonly random: Random
  /** Services by name, from their first call on: a model is read when somebody asks for it. */
  readonly services: Map<string, Service>
}

/** A service that answers here: its rooms' operations and its model. */
export interface Service {
  readonly definition: ServiceDefinition
  readonly model: ServiceModel
  readonly family: Family
}

export interface Passage {
  readonly gateway: Gateway
  readonly request: HttpRequest
  readonly path: string
  readonly query: string
  /** The Host header, with its port. */
  readonly host: string
  readonly presented: PresentedSignature
  /** Milliseconds since the epoch, the same throughout the call. */
  readonly now: number
  /** The steps that were gone, for the decision record. */
  readonly checks: Check[]
  readonly authorizations: RecordedAuthorization[]
  readonly trailers: Map<string, string>
  readonly notes: CallNotes

  ids: RequestIds
  /** Filled by identifyOperation. */
  service?: Service
  operation?: OperationModel
  /** The path in path style: the bucket of a virtual host stands in front. */
  wirePath: string
  labels?: Readonly<Record<string, string>>
  form?: Form
  region: string
  /** The whole body, where a step had to read it. */
  body?: Uint8Array
  /** The body as a stream that verifies itself while it is read; filled by authenticate. */
  stream?: AsyncIterable<Uint8Array>
  /** Filled by authenticate. */
  caller?: Caller
  handler?: Operation<Values, Values | undefined>
  input?: Values
  call?: Call
  output?: Values | undefined
  /** What the call was refused with. */
  failure?: AwsError
  response?: HttpResponse
}

export function startPassage(gateway: Gateway, request: HttpRequest): Passage {
  const { path, query } = splitTarget(request.target)
  return {
    gateway,
    request,
    path,
    query,
    host: request.headers['host']?.[0] ?? '',
    presented: readSignature({ headers: request.headers, query }),
    now: gateway.needs.clock(),
    checks: [],
    authorizations: [],
    trailers: new Map(),
    notes: { checks: [], resources: [], additionalEventData: {} },
    ids: requestIdsOf(gateway.random),
    wirePath: path,
    region: gateway.needs.region,
  }
}

export const serviceOf = (definition: ServiceDefinition, model: ServiceModel): Service => ({
  definition,
  model,
  family: familyOf(model),
})

/** What an earlier step must have filled. */
export function filled<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the ${what} of the call is not known at this step`)
  return value
}
