/** Reads the object in a request's body: media type, JSON, YAML or protobuf, kind and types of fields. */
import type { HttpRequest } from '../../kit/index.ts'
import { BodyTooLarge, headerOf, readBody } from '../../kit/index.ts'
import type { JsonObject } from '../api/index.ts'
import { isObject, textOf } from '../api/index.ts'
import { badRequest, tooLarge, unsupportedMediaType } from './api-error.ts'
import { parseJson } from './parse-json.ts'
import { openEnvelope } from './protobuf/open-envelope.ts'
import { MalformedMessage } from './protobuf/read-fields.ts'
import { readMessage } from './protobuf/read-message.ts'
import { readYaml, yamlLimit } from './read-yaml.ts'
import { apiVersionOf, packageOf, resources } from './resources/resource.ts'
import { decode } from './schema/decode.ts'
import { findDuplicateFields } from './schema/duplicate-fields.ts'
import type { FieldValidation } from './write-options.ts'

/** As kube-apiserver's own. */
export const bodyLimit = 3 * 1024 * 1024

const protobuf = 'application/vnd.kubernetes.protobuf'

export const objectTypes = ['application/json', 'application/yaml', protobuf] as const

export async function readBytes(request: HttpRequest): Promise<Buffer> {
  try {
    return Buffer.from(await readBody(request.body, bodyLimit))
  } catch (error) {
    if (error instanceof BodyTooLarge) throw tooLarge(`limit is ${bodyLimit}`)
    throw error
  }
}

export const mediaTypeOf = (request: HttpRequest): string =>
  (headerOf(request, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase()

export interface Expected {
  readonly kind: string
  readonly apiVersion: string
  /** The Go type, as `core/v1.Pod`. */
  readonly type: string
}

export interface Arrived {
  /** As it is kept: without kind and apiVersion, which may be left out. */
  readonly object: JsonObject
  /** Of fields that nobody knows, or that are named twice. */
  readonly warnings: readonly string[]
}

export async function readObject(
  request: HttpRequest,
  expected: Expected,
  validation: FieldValidation = 'Warn',
): Promise<Arrived> {
  const type = mediaTypeOf(request) || 'application/json'
  if (!objectTypes.some((each) => each === type)) throw unsupportedMediaType(objectTypes)
  const body = await readBytes(request)
  const { value, duplicates } =
    type === protobuf
      ? readProtobuf(body, expected)
      : type === 'application/yaml'
        ? readYamlBody(body, expected)
        : readJson(body, expected)
  if (isObject(value)) return checkObject(value, duplicates, expected, validation)
  // To Go's decoder null is an object of which nothing is said.
  if (value === null) return checkObject({}, [], expected, validation)
  throw unrecognized(
    body,
    expected.kind,
    `couldn't get version/kind; json parse error: ${unmarshalProblem(value)}`,
  )
}

/** What the decoder says of JSON that is no object. */
export const unmarshalProblem = (value: unknown): string =>
  `json: cannot unmarshal ${kindOf(value)} into Go value of type ${versionAndKind}`

const versionAndKind =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

interface Parsed {
  readonly value: unknown
  readonly duplicates: readonly string[]
}

function checkObject(
  parsed: JsonObject,
  duplicates: readonly string[],
  expected: Expected,
  validation: FieldValidation,
): Arrived {
  const {
    kind: theirKind = expected.kind,
    apiVersion: theirVersion = expected.apiVersion,
    ...fields
  } = parsed
  const refuse = (problem: string): Error =>
    badRequest(
      `${textOf(theirKind) ?? expected.kind} in version ${JSON.stringify(versionOf(textOf(theirVersion) ?? ''))} cannot be handled as a ${expected.kind}: ${problem}`,
    )
  if (theirKind !== expected.kind || theirVersion !== expected.apiVersion)
    throw refuse(findKindProblem(textOf(theirKind) ?? '', textOf(theirVersion) ?? '', expected))
  const decoded = decode(expected.type, fields)
  if (!decoded.ok) throw refuse(decoded.problem)
  const warnings = strictProblems(duplicates, decoded.unknown, validation)
  if (validation === 'Strict' && warnings.length > 0)
    throw refuse(`strict decoding error: ${warnings.join(', ')}`)
  return { object: decoded.value, warnings }
}

/** What strict decoding says; nothing where nobody wants to know. */
export const strictProblems = (
  duplicates: readonly string[],
  unknown: readonly string[],
  validation: FieldValidation,
): readonly string[] =>
  validation === 'Ignore'
    ? []
    : [
        ...duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
        ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
      ]

function findKindProblem(kind: string, apiVersion: string, expected: Expected): string {
  const known = resources.find((each) => each.kind === kind && apiVersionOf(each) === apiVersion)
  return known === undefined
    ? unregisteredKind(kind, apiVersion)
    : `converting (${known.version}.${kind}) to (${packageOf(expected.apiVersion.includes('/') ? expected.apiVersion.split('/')[0]! : '')}.${expected.kind}): unknown conversion`
}

export const unregisteredKind = (kind: string, apiVersion: string): string =>
  `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`

const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1)

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

function readJson(body: Buffer, { kind }: Expected): Parsed {
  const text = body.toString('utf8')
  const parsed = parseJson(text)
  if (parsed.ok) return { value: parsed.value, duplicates: findDuplicateFields(text) }
  throw unrecognized(body, kind, `couldn't get version/kind; json parse error: ${parsed.problem}`)
}

function readYamlBody(body: Buffer, { kind }: Expected): Parsed {
  if (body.length > yamlLimit) throw tooLarge(`limit of YAML is ${yamlLimit}, JSON may have more`)
  try {
    return readYaml(body.toString('utf8'))
  } catch (error) {
    const problem = error instanceof Error ? error.message.split('\n')[0]! : 'invalid YAML'
    throw unrecognized(body, kind, `error converting YAML to JSON: yaml: ${problem}`)
  }
}

/** Of another kind the fields have other meanings, so that is told before they are read. */
function readProtobuf(body: Buffer, expected: Expected): Parsed {
  try {
    const { kind, apiVersion, raw } = openEnvelope(body)
    const fits = kind === expected.kind && apiVersion === expected.apiVersion
    return { value: { kind, apiVersion, ...(fits && readMessage(expected.type, raw)) }, duplicates: [] }
  } catch (error) {
    if (error instanceof MalformedMessage) throw unrecognized(body, expected.kind, error.message)
    throw error
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
