/** botocore's service description, as far as the model tables read it. */
import type { Location, TimestampFormat, XmlNamespace } from '../../src/aws/protocol/model/shape.ts'

export interface Description {
  readonly metadata: {
    readonly apiVersion: string
    readonly endpointPrefix: string
    readonly signingName?: string
    readonly serviceId: string
    readonly protocol: string
    readonly protocols?: readonly string[]
    readonly globalEndpoint?: string
    readonly jsonVersion?: string
    readonly targetPrefix?: string
    readonly xmlNamespace?: string
    readonly awsQueryCompatible?: unknown
  }
  readonly operations: Readonly<Record<string, OperationDescription>>
  readonly shapes: Readonly<Record<string, ShapeDescription>>
}

export interface OperationDescription {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number }
  readonly input?: {
    readonly shape: string
    readonly locationName?: string
    readonly xmlNamespace?: XmlNamespace | string
  }
  readonly output?: { readonly shape: string; readonly resultWrapper?: string }
  readonly errors?: readonly { readonly shape: string }[]
  readonly authtype?: string
  readonly unsignedPayload?: boolean
  readonly endpoint?: { readonly hostPrefix?: string }
  readonly httpChecksum?: Readonly<Record<string, unknown>>
  readonly requestcompression?: { readonly encodings: readonly string[] }
  readonly deprecated?: boolean
}

export interface ShapeDescription {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly timestampFormat?: TimestampFormat
  readonly sensitive?: boolean
  readonly streaming?: boolean
  readonly members?: Readonly<Record<string, UseDescription>>
  readonly required?: readonly string[]
  readonly payload?: string
  readonly union?: boolean
  readonly document?: boolean
  readonly eventstream?: boolean
  readonly member?: UseDescription
  readonly key?: UseDescription
  readonly value?: UseDescription
  readonly flattened?: boolean
  readonly locationName?: string
  readonly xmlNamespace?: XmlNamespace | string
  readonly exception?: boolean
  readonly error?: {
    readonly code?: string
    readonly httpStatusCode?: number
    readonly senderFault?: boolean
  }
}

export interface UseDescription {
  readonly shape: string
  readonly location?: Location
  readonly locationName?: string
  readonly flattened?: boolean
  readonly xmlNamespace?: XmlNamespace | string
  readonly xmlAttribute?: boolean
  readonly timestampFormat?: TimestampFormat
  readonly streaming?: boolean
  readonly idempotencyToken?: boolean
  readonly jsonvalue?: boolean
  readonly hostLabel?: boolean
}

export interface PaginatorFile {
  readonly pagination: Readonly<
    Record<
      string,
      {
        readonly input_token: string | readonly string[]
        readonly output_token: string | readonly string[]
        readonly limit_key?: string
        readonly more_results?: string
        readonly result_key: string | readonly string[]
      }
    >
  >
}
