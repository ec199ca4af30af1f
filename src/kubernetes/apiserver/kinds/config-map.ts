/** ConfigMaps and Secrets: keys that can be names of files, and values that may be fixed for good. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, isObject, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { forbiddenField, invalidField, requiredField } from '../api-error.ts'
import { parseJson } from '../parse-json.ts'
import type { Strategy } from './strategy.ts'

const sizeLimit = 1024 * 1024

function validateKeys(field: string, data: unknown): readonly FieldProblem[] {
  return Object.keys(objectOf(data)).flatMap((key) =>
    findKeyProblems(key).map((problem) => invalidField(`${field}[${key}]`, key, problem)),
  )
}

function findKeyProblems(key: string): readonly string[] {
  const problems = key.length > 253 ? ['must be no more than 253 characters'] : []
  if (!/^[-._a-zA-Z0-9]+$/.test(key))
    problems.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    )
  if (key === '.') problems.push("must not be '.'")
  else if (key === '..') problems.push("must not be '..'")
  else if (key.startsWith('..')) problems.push("must not start with '..'")
  return problems
}

const sizeOf = (values: JsonObject, bytes: (text: string) => number): number =>
  Object.values(values).reduce<number>((sum, value) => sum + bytes(textOf(value) ?? ''), 0)

const tooLong = (field: string): FieldProblem => ({
  type: 'FieldValueTooLong',
  field,
  message: `Too long: may not be more than ${sizeLimit} bytes`,
})

const immutable = 'field is immutable when `immutable` is set'

/** What was said to be fixed stays so, that included. */
function validateFixed(
  object: JsonObject,
  before: JsonObject,
  members: readonly string[],
): readonly FieldProblem[] {
  if (before['immutable'] !== true) return []
  return [
    ...(object['immutable'] === true ? [] : [forbiddenField('immutable', immutable)]),
    ...members
      .filter((member) => !equalJson(object[member] ?? {}, before[member] ?? {}))
      .map((member) => forbiddenField(member, immutable)),
  ]
}

export const configMapStrategy: Strategy = {
  validate: (object) => [
    ...validateKeys('data', object['data']),
    ...Object.keys(objectOf(object['data']))
      .filter((key) => Object.hasOwn(objectOf(object['binaryData']), key))
      .map((key) => invalidField(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...validateKeys('binaryData', object['binaryData']),
    ...(sizeOf(objectOf(object['data']), (text) => Buffer.byteLength(text)) +
      sizeOf(objectOf(object['binaryData']), bytesOfBase64) >
    sizeLimit
      ? [tooLong('')]
      : []),
  ],
  validateChange: (object, before) => validateFixed(object, before, ['data', 'binaryData']),
}

const bytesOfBase64 = (text: string): number => Buffer.byteLength(text, 'base64')

/** Members that a Secret of this type must have. */
const required: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}

const accountName = 'kubernetes.io/service-account.name'

export const secretStrategy: Strategy = {
  fill: ({ stringData, ...secret }) => {
    const added = Object.entries(objectOf(stringData)).map(([key, value]) => [
      key,
      Buffer.from(textOf(value) ?? '').toString('base64'),
    ])
    const data = { ...objectOf(secret['data']), ...Object.fromEntries(added) }
    return { ...secret, data, type: secret['type'] || 'Opaque' }
  },
  validate: (secret) => {
    const type = textOf(secret['type']) ?? ''
    const data = objectOf(secret['data'])
    return [
      ...validateKeys('data', data),
      ...(sizeOf(data, bytesOfBase64) > sizeLimit ? [tooLong('data')] : []),
      ...(required[type] ?? [])
        .filter((key) => !Object.hasOwn(data, key))
        .map((key) => requiredField(`data[${key}]`)),
      ...validateRegistry(type, data),
      ...(type === 'kubernetes.io/service-account-token' &&
      !textOf(valueAt(secret, 'metadata', 'annotations', accountName))
        ? [requiredField(`metadata.annotations[${accountName}]`)]
        : []),
    ]
  },
  validateChange: (secret, before) => [
    ...(secret['type'] === before['type']
      ? []
      : [invalidField('type', secret['type'], 'field is immutable')]),
    ...validateFixed(secret, before, ['data']),
  ],
  selectable: ['type'],
}

/** Logins of registries are JSON, whatever is in it. */
function validateRegistry(type: string, data: JsonObject): readonly FieldProblem[] {
  const key = type === 'kubernetes.io/dockerconfigjson' ? '.dockerconfigjson' : '.dockercfg'
  if (type !== `kubernetes.io/${key.slice(1)}` || !Object.hasOwn(data, key)) return []
  const text = Buffer.from(textOf(data[key]) ?? '', 'base64').toString('utf8')
  const parsed = parseJson(text)
  if (parsed.ok && isObject(parsed.value)) return []
  const first = text.trimStart().charAt(0)
  const problem = parsed.ok
    ? 'json: cannot unmarshal into Go value of type map[string]interface {}'
    : first !== '' && !/[-\d"[{tfn]/.test(first)
      ? `invalid character '${first}' looking for beginning of value`
      : parsed.problem
  return [invalidField(`data[${key}]`, '<secret contents redacted>', problem)]
}
