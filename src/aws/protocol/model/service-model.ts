/** What a service's model says: its metadata, operations and errors. */
import type { StructureShape } from './shape.ts'

export type Protocol = 'query' | 'json' | 'rest-json' | 'rest-xml'

export interface ServiceMetadata {
  readonly apiVersion: string
  readonly endpointPrefix: string
  /** The service name of a credential scope. */
  readonly signingName: string
  readonly serviceId: string
  readonly protocol: Protocol
  readonly protocols: readonly string[]
  readonly globalEndpoint?: string
  readonly jsonVersion?: string
  /** What stands before the operation in X-Amz-Target, without the dot. */
  readonly targetPrefix?: string
  readonly xmlNamespace?: string
  /** True where JSON errors also carry the code that the query protocol had. */
  readonly awsQueryCompatible?: boolean
}

export interface ServiceModel {
  readonly name: string
  readonly metadata: ServiceMetadata
  readonly operationNames: readonly string[]
  /** Undefined when the service has no such operation. */
  operation(name: string): OperationModel | undefined
  /** The error of this wire code, such as `NoSuchEntity`. */
  error(code: string): ErrorModel | undefined
  paginator(operation: string): Paginator | undefined
}

export interface OperationModel {
  readonly service: ServiceModel
  readonly name: string
  readonly method: string
  /** Path template with its constant query, such as `/{Bucket}/{Key+}?uploads`. */
  readonly requestUri: string
  /** The status of a success; 200 when absent. */
  readonly responseCode?: number
  readonly input?: StructureShape
  readonly output?: StructureShape
  /** Wraps the whole input in this XML element (rest-xml). */
  readonly inputElement?: { readonly name: string; readonly xmlNamespace?: string }
  readonly resultWrapper?: string
  readonly errors: readonly string[]
  /** `none` where AWS takes the call unsigned, such as AssumeRoleWithWebIdentity. */
  readonly authtype?: string
  readonly unsignedPayload?: boolean
  readonly hostPrefix?: string
  readonly httpChecksum?: Readonly<Record<string, unknown>>
  readonly requestCompression?: readonly string[]
  readonly deprecated?: boolean
  /** The body is a stream that is handed on as it comes: do not read it whole. */
  readonly streamingInput: boolean
  readonly streamingOutput: boolean
  /** Input or output is an event stream, which no codec here speaks. */
  readonly eventStream: boolean
}

export interface ErrorModel {
  readonly code: string
  readonly shape: string
  readonly status?: number
  readonly senderFault?: boolean
  /** Names of the error's members. */
  readonly members: readonly string[]
}

export interface Paginator {
  readonly inputToken: readonly string[]
  readonly outputToken: readonly string[]
  readonly limitKey?: string
  readonly moreResults?: string
  readonly resultKey: readonly string[]
}
