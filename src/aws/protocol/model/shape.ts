/** The shapes of a service's model as the codecs read them: linked, so that no name is looked up during a call. */

export type Shape = ScalarShape | StructureShape | ListShape | MapShape

export type ScalarKind =
  | 'string'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'boolean'
  | 'blob'
  | 'timestamp'
  | 'document'

export type TimestampFormat = 'iso8601' | 'unixTimestamp' | 'rfc822'

export interface XmlNamespace {
  readonly uri: string
  readonly prefix?: string
}

interface Bounds {
  readonly min?: number
  readonly max?: number
}

interface Named {
  readonly name: string
  /** Kept out of messages, logs and the trail. */
  readonly sensitive?: boolean
  readonly xmlNamespace?: XmlNamespace
  readonly locationName?: string
}

export interface ScalarShape extends Named, Bounds {
  readonly kind: ScalarKind
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly timestampFormat?: TimestampFormat
  readonly streaming?: boolean
}

export interface StructureShape extends Named {
  readonly kind: 'structure'
  readonly members: readonly Member[]
  /** The member that is the HTTP body by itself. */
  readonly payload?: string
  readonly union?: boolean
  readonly eventStream?: boolean
}

export interface ListShape extends Named, Bounds {
  readonly kind: 'list'
  readonly flattened?: boolean
  readonly member: Element
}

export interface MapShape extends Named, Bounds {
  readonly kind: 'map'
  readonly flattened?: boolean
  readonly key: Element
  readonly value: Element
}

/** A list's member or a map's key or value. */
export interface Element {
  readonly shape: Shape
  readonly locationName?: string
  readonly xmlNamespace?: XmlNamespace
}

export type Location = 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode'

export interface Member extends Element {
  readonly name: string
  readonly required?: boolean
  readonly location?: Location
  readonly flattened?: boolean
  readonly xmlAttribute?: boolean
  readonly timestampFormat?: TimestampFormat
  readonly streaming?: boolean
  readonly idempotencyToken?: boolean
  readonly jsonValue?: boolean
  readonly hostLabel?: boolean
}
