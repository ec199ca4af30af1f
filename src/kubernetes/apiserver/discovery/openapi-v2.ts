/**
 * OpenAPI v2 as far as kubectl up to 1.27 asks for it: which kinds can be patched with `fieldValidation` and `dryRun`, in the
 * protobuf of gnostic's openapiv2.Document. The fields of objects are told in v3 alone.
 */
import { apiVersionOf, resources, type Resource } from '../resources/resource.ts'

/** As it is asked for, which is no media type as Go reads them, and as it is answered. */
export const openApiV2Type = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
export const openApiV2Answer = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

let document: Buffer | undefined

export function openApiV2Document(): Buffer {
  document ??= message([
    text(1, '2.0'),
    field(2, [text(1, 'Kubernetes'), text(2, 'embedded')]),
    field(
      8,
      resources
        .filter(({ verbs }) => verbs.includes('patch'))
        .map((each) => field(2, [text(1, pathOf(each)), field(2, [field(8, patchOf(each))])])),
    ),
  ])
  return document
}

const pathOf = (resource: Resource): string =>
  `/${resource.group === '' ? 'api' : 'apis'}/${apiVersionOf(resource)}/${resource.namespaced ? 'namespaces/{namespace}/' : ''}${resource.plural}/{name}`

/** An Operation: its query's parameters, and by an extension the kind that it is of. */
const patchOf = ({ group, version, kind }: Resource): readonly Buffer[] => [
  ...['dryRun', 'fieldValidation'].map((name) => field(8, [field(1, [field(2, [field(3, queryOf(name))])])])),
  field(13, [
    text(1, 'x-kubernetes-group-version-kind'),
    field(2, [text(2, `group: "${group}"\nkind: ${kind}\nversion: ${version}\n`)]),
  ]),
]

const queryOf = (name: string): readonly Buffer[] => [text(2, 'query'), text(4, name), text(6, 'string')]

const message = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts)
const field = (number: number, parts: readonly Buffer[]): Buffer => bytes(number, message(parts))
const text = (number: number, value: string): Buffer => bytes(number, Buffer.from(value))

function bytes(number: number, value: Buffer): Buffer {
  const length: number[] = []
  let rest = value.length
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128)
  return Buffer.concat([Buffer.of(number * 8 + 2, ...length, rest), value])
}
