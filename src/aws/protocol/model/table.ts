/** The compact form in which a service's model is kept as JSON: `tools/generate-models.ts` writes it, `link.ts` reads it. */
import type { Paginator, ServiceMetadata } from './service-model.ts'
import type { Location, TimestampFormat, XmlNamespace } from './shape.ts'

export interface ModelTable {
  /** Where the facts come from. */
  readonly origin: string
  readonly metadata: ServiceMetadata
  readonly operations: Readonly<Record<string, OperationRow>>
  readonly shapes: Readonly<Record<string, ShapeRow>>
  readonly paginators?: Readonly<Record<string, Paginator>>
}

/** A shape's name, or a dot and a scalar kind, such as `.string`, for a scalar without constraints. */
export type Ref = string

/** A use of a shape, with its traits when it has some. */
export type Use = Ref | readonly [Ref, Traits]

export interface OperationRow {
  /** HTTP method; POST when absent. */
  readonly m?: string
  /** Request URI; `/` when absent. */
  readonly u?: string
  /** Response status. */
  readonly s?: number
  /** Input shape, and the element that wraps it. */
  readonly i?: Ref
  readonly iw?: { readonly name: string; readonly xmlNamespace?: string }
  /** Output shape, and its result wrapper when that is not the operation's name with Result. */
  readonly o?: Ref
  readonly ow?: string
  readonly e?: readonly Ref[]
  readonly auth?: string
  readonly unsigned?: true
  readonly host?: string
  readonly checksum?: Readonly<Record<string, unknown>>
  readonly compress?: readonly string[]
  readonly deprecated?: true
}

export interface ShapeRow {
  /** S structure, L list, M map; s string, i integer, l long, f float, d double, b boolean, B blob, T timestamp, D document. */
  readonly t: keyof typeof kindOf
  readonly min?: number
  readonly max?: number
  readonly p?: string
  readonly en?: readonly string[]
  readonly ts?: TimestampFormat
  readonly sens?: 1
  readonly st?: 1
  /** Structure: its members, the required ones, the payload member. */
  readonly m?: Readonly<Record<string, Use>>
  readonly r?: readonly string[]
  readonly pay?: string
  readonly union?: 1
  readonly es?: 1
  /** List: its member; map: key and value. */
  readonly of?: Use
  readonly k?: Use
  readonly v?: Use
  readonly f?: 1
  readonly n?: string
  readonly ns?: XmlNamespace
  /** Exception: wire code where it is not the shape's name, status, whose fault. */
  readonly x?: { readonly code?: string; readonly status?: number; readonly sender?: 1 }
}

export interface Traits {
  /** Location and name on the wire. */
  readonly l?: Location
  readonly n?: string
  readonly f?: 1
  readonly ns?: XmlNamespace
  readonly at?: 1
  readonly ts?: TimestampFormat
  readonly st?: 1
  readonly id?: 1
  readonly j?: 1
  readonly h?: 1
}

export const kindOf = {
  S: 'structure',
  L: 'list',
  M: 'map',
  s: 'string',
  i: 'integer',
  l: 'long',
  f: 'float',
  d: 'double',
  b: 'boolean',
  B: 'blob',
  T: 'timestamp',
  D: 'document',
} as const
