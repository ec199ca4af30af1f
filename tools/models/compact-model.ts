/** Turns one of botocore's service descriptions into a model table. */
import type { XmlNamespace } from '../../src/aws/protocol/model/shape.ts'
import { kindOf } from '../../src/aws/protocol/model/table.ts'
import type {
  ModelTable,
  OperationRow,
  Ref,
  ShapeRow,
  Traits,
  Use,
} from '../../src/aws/protocol/model/table.ts'
import type {
  Description,
  OperationDescription,
  PaginatorFile,
  ShapeDescription,
  UseDescription,
} from './description.ts'
import { s3Element, s3Namespace } from './s3-elements.ts'

export function compactModel(
  description: Description,
  paginators: PaginatorFile,
): Omit<ModelTable, 'origin'> {
  const { operations, shapes } = description
  const compact: Compact = { shapes, s3: description.metadata.serviceId === 'S3' }
  return {
    metadata: compactMetadata(description.metadata),
    operations: mapValues(operations, compactOperation),
    shapes: Object.fromEntries(
      Object.entries(shapes)
        .filter(([name]) => refOf(compact, name) === name)
        .map(([name, shape]) => [name, compactShape(compact, name, shape)]),
    ),
    paginators: compactPaginators(paginators),
  }
}

interface Compact {
  readonly shapes: Description['shapes']
  readonly s3: boolean
}

function compactMetadata(metadata: Description['metadata']): ModelTable['metadata'] {
  return dropEmpty({
    serviceId: metadata.serviceId,
    apiVersion: metadata.apiVersion,
    endpointPrefix: metadata.endpointPrefix,
    signingName: metadata.signingName ?? metadata.endpointPrefix,
    protocol: metadata.protocol as ModelTable['metadata']['protocol'],
    protocols: metadata.protocols ?? [metadata.protocol],
    globalEndpoint: metadata.globalEndpoint,
    jsonVersion: metadata.jsonVersion,
    targetPrefix: metadata.targetPrefix,
    xmlNamespace: metadata.serviceId === 'S3' ? s3Namespace : metadata.xmlNamespace,
    awsQueryCompatible: metadata.awsQueryCompatible === undefined ? undefined : true,
  })
}

function compactOperation(operation: OperationDescription, name: string): OperationRow {
  const { http, input, output } = operation
  const wrapper = output?.resultWrapper
  return dropEmpty({
    m: http.method === 'POST' ? undefined : http.method,
    u: http.requestUri === '/' ? undefined : http.requestUri,
    s: http.responseCode === 200 ? undefined : http.responseCode,
    i: input?.shape,
    iw: input?.locationName && {
      name: input.locationName,
      ...(input.xmlNamespace && { xmlNamespace: namespaceOf(input.xmlNamespace)!.uri }),
    },
    o: output?.shape,
    ow: wrapper === `${name}Result` ? undefined : wrapper,
    e: operation.errors?.map((error) => error.shape),
    auth: operation.authtype,
    unsigned: operation.unsignedPayload || undefined,
    host: operation.endpoint?.hostPrefix,
    checksum: operation.httpChecksum,
    compress: operation.requestcompression?.encodings,
    deprecated: operation.deprecated || undefined,
  }) as OperationRow
}

const codes = Object.fromEntries(Object.entries(kindOf).map(([code, kind]) => [kind, code]))
codes['character'] = codes['string']!

function compactShape({ shapes, s3 }: Compact, name: string, shape: ShapeDescription): ShapeRow {
  const use = (from: UseDescription | undefined): Use | undefined => from && compactUse({ shapes, s3 }, from)
  return dropEmpty({
    t: shape.document ? 'D' : codes[shape.type],
    min: shape.min,
    max: shape.max,
    p: shape.pattern,
    en: shape.enum,
    ts: shape.timestampFormat,
    sens: flag(shape.sensitive),
    st: flag(shape.streaming),
    m: shape.members && mapValues(shape.members, (member) => compactUse({ shapes, s3 }, member)),
    r: shape.required,
    pay: shape.payload,
    union: flag(shape.union),
    es: flag(shape.eventstream),
    of: use(shape.member),
    k: use(shape.key),
    v: use(shape.value),
    f: flag(shape.flattened),
    n: shape.locationName ?? (s3 ? s3Element(name) : undefined),
    ns: namespaceOf(shape.xmlNamespace),
    x: shape.exception ? compactError(name, shape) : undefined,
  }) as ShapeRow
}

function compactError(name: string, { error }: ShapeDescription): NonNullable<ShapeRow['x']> {
  return dropEmpty({
    code: error?.code === name ? undefined : error?.code,
    status: error?.httpStatusCode,
    sender: flag(error?.senderFault),
  })
}

function compactUse(compact: Compact, use: UseDescription): Use {
  const traits: Traits = dropEmpty({
    l: use.location,
    n: use.locationName,
    f: flag(use.flattened),
    ns: namespaceOf(use.xmlNamespace),
    at: flag(use.xmlAttribute),
    ts: use.timestampFormat,
    st: flag(use.streaming),
    id: flag(use.idempotencyToken),
    j: flag(use.jsonvalue),
    h: flag(use.hostLabel),
  })
  const ref = refOf(compact, use.shape)
  return Object.keys(traits).length === 0 ? ref : [ref, traits]
}

const plainKeys = new Set([
  'type',
  'documentation',
  'box',
  'deprecated',
  'deprecatedMessage',
  'deprecatedSince',
])

/** A scalar that says nothing but its type is written as that type. */
function refOf({ shapes }: Compact, name: string): Ref {
  const shape = shapes[name]!
  const plain = Object.keys(shape).every((key) => plainKeys.has(key))
  if (!plain || ['structure', 'list', 'map'].includes(shape.type)) return name
  return `.${shape.type === 'character' ? 'string' : shape.type}`
}

function compactPaginators({ pagination }: PaginatorFile): ModelTable['paginators'] {
  return mapValues(pagination, (paginator) =>
    dropEmpty({
      inputToken: [paginator.input_token].flat(),
      outputToken: [paginator.output_token].flat(),
      limitKey: paginator.limit_key,
      moreResults: paginator.more_results,
      resultKey: [paginator.result_key].flat(),
    }),
  )
}

const namespaceOf = (namespace: XmlNamespace | string | undefined): XmlNamespace | undefined =>
  typeof namespace === 'string' ? { uri: namespace } : namespace

const flag = (value: boolean | undefined): 1 | undefined => (value ? 1 : undefined)

const mapValues = <In, Out>(record: Readonly<Record<string, In>>, map: (value: In, key: string) => Out) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))

/** Without members that are undefined or an empty list. */
function dropEmpty<T extends object>(record: T): T {
  return Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  ) as T
}
