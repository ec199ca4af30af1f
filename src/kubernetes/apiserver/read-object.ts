/** Reads the object in a request's body: media type, JSON or YAML, kind and types of fields. */
import { parseDocument } from 'yaml'
import type { HttpRequest } from '../../kit/index.ts'
import { BodyTooLarge, headerOf, readBody } from '../../kit/index.ts'
import type { JsonObject } from '../api/index.ts'
import { isObject, isTooDeep, textOf } from '../api/index.ts'
import { badRequest, tooLarge, unsupportedMediaType } from './api-error.ts'
import { findTypeProblem } from './objects/go-types.ts'
import { omitEmpty } from './objects/omit-empty.ts'
import { parseJson } from './parse-json.ts'

/** As kube-apiserver's own. */
export const bodyLimit = 3 * 1024 * 1024

export const objectTypes = ['application/json', 'application/yaml'] as const

export async function readBytes(request: HttpRequest): Promise<Buffer> {
  try {
    return Buffer.from(await readBody(request.body, bodyLimit))
  } catch (error) {
    if (error instanceof BodyTooLarge) throw tooLarge(bodyLimit)
    throw error
  }
}

export const mediaTypeOf = (request: HttpRequest): string =>
  (headerOf(request, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase()

export interface Expected {
  readonly kind: string
  readonly apiVersion: string
}

/** The object as it is kept; kind and apiVersion may be left out of it, and are left out of the answer. */
export async function readObject(request: HttpRequest, expected: Expected): Promise<JsonObject> {
  const type = mediaTypeOf(request) || 'application/json'
  // Protobuf too: this server does not speak it, and says so before it reads.
  if (!objectTypes.some((each) => each === type)) throw unsupportedMediaType(objectTypes)
  const body = await readBytes(request)
  const parsed = type === 'application/yaml' ? parseYaml(body, expected) : readJson(body, expected)
  if (isObject(parsed)) return checkObject(parsed, expected)
  // To Go's decoder null is an object of which nothing is said.
  if (parsed === null) return {}
  throw unrecognized(
    body,
    expected.kind,
    `couldn't get version/kind; json parse error: ${unmarshalProblem(parsed)}`,
  )
}

/** What the decoder says of JSON that is no object. */
export const unmarshalProblem = (value: unknown): string =>
  `json: cannot unmarshal ${kindOf(value)} into Go value of type ${versionAndKind}`

const versionAndKind =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

function checkObject(parsed: JsonObject, { kind, apiVersion }: Expected): JsonObject {
  const { kind: theirKind = kind, apiVersion: theirVersion = apiVersion, ...object } = parsed
  const problem =
    theirKind === kind && theirVersion === apiVersion
      ? findTypeProblem(kind, object)
      : findKindProblem(parsed, kind, apiVersion)
  if (problem !== undefined)
    throw badRequest(
      `${textOf(theirKind) ?? kind} in version ${JSON.stringify(versionOf(textOf(theirVersion) ?? ''))} cannot be handled as a ${kind}: ${problem}`,
    )
  return omitEmpty(object)
}

function findKindProblem(object: JsonObject, kind: string, apiVersion: string): string {
  const theirKind = textOf(object['kind']) ?? kind
  const theirVersion = textOf(object['apiVersion']) ?? apiVersion
  const known = ['Namespace', 'Pod', 'ServiceAccount'].includes(theirKind) && theirVersion === 'v1'
  return known
    ? `converting (v1.${theirKind}) to (${apiVersion === 'v1' ? 'core' : 'authentication'}.${kind}): unknown conversion`
    : unregisteredKind(theirKind, theirVersion)
}

export const unregisteredKind = (kind: string, apiVersion: string): string =>
  `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`

const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1)

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

function readJson(body: Buffer, { kind }: Expected): unknown {
  const parsed = parseJson(body.toString('utf8'))
  if (parsed.ok) return parsed.value
  throw unrecognized(body, kind, `couldn't get version/kind; json parse error: ${parsed.problem}`)
}

function parseYaml(body: Buffer, { kind }: Expected): unknown {
  try {
    const document = parseDocument(body.toString('utf8'), { logLevel: 'silent' })
    const [error] = document.errors
    if (error !== undefined) throw error
    // Through JSON, so that nothing of YAML's own (dates, NaN, undefined) gets in.
    const text = JSON.stringify(document.toJS({ maxAliasCount: 100 })) ?? 'null'
    if (isTooDeep(text)) throw new Error('exceeded max depth')
    return JSON.parse(text) as unknown
  } catch (error) {
    const problem = error instanceof Error ? error.message.split('\n')[0]! : 'invalid YAML'
    throw unrecognized(body, kind, `error converting YAML to JSON: yaml: ${problem}`)
  }
}

const unrecognized = (body: Buffer, kind: string, problem: string): Error =>
  badRequest(`the object provided is unrecognized (must be of type ${kind}): ${problem} (${summarize(body)})`)

function summarize(body: Buffer): string {
  if (body.length === 0) return '<empty>'
  const start = body.subarray(0, 30)
  return (
    (body[0] === 0x7b ? start.toString('utf8') : start.toString('hex')) + (body.length > 30 ? ' ...' : '')
  )
}
