import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  loadModel,
  type OperationModel,
  redactInput,
  redactOutput,
  type Shape,
  type Values,
} from './index.ts'

/** The members that hold a secret, by service, operation and `input` or `output`. */
type SecretMembers = Readonly<
  Record<
    string,
    Readonly<Record<string, { readonly input?: readonly string[]; readonly output?: readonly string[] }>>
  >
>

const read = (place: string): unknown => JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'))
const expected = read('cases/secret-members.json') as SecretMembers
const services = readdirSync(new URL('models', import.meta.url)).map((file) => file.replace(/\.json$/, ''))

const operationsOf = (service: string): readonly OperationModel[] => {
  const { operations } = read(`models/${service}.json`) as { readonly operations: object }
  return Object.keys(operations).map((name) => loadModel(service).operation(name)!)
}

/** A value that holds, at each place where a text may stand, the way that leads there. */
function filled(shape: Shape, way: string, within: readonly Shape[] = []): unknown {
  if (within.includes(shape)) return undefined
  const inner = [...within, shape]
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        shape.members.map((member) => [member.name, filled(member.shape, join(way, member.name), inner)]),
      )
    case 'list':
      return [filled(shape.member.shape, `${way}[]`, inner)]
    case 'map':
      return { key: filled(shape.value.shape, `${way}{}`, inner) }
    case 'string':
      return `<${way}>`
    case 'blob':
      return Buffer.from(`<${way}>`)
    case 'timestamp':
      return new Date(0)
    default:
      return undefined
  }
}

const join = (way: string, name: string): string => (way === '' ? name : `${way}.${name}`)

const waysIn = (value: unknown): ReadonlySet<string> =>
  new Set([...JSON.stringify(value, asText).matchAll(/<([^>]*)>/g)].map(([, way]) => way!))

const asText = (_: string, value: unknown): unknown => {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown }
  return type === 'Buffer' ? Buffer.from(data as number[]).toString() : value
}

const secretName = /(secretaccesskey|sessiontoken|tokencode|authenticationcode\d|contextassertion)$/i

/** The places whose shape the model calls sensitive, and those whose name tells that the model forgot. */
function secretsIn(shape: Shape | undefined, way = '', within: readonly Shape[] = []): readonly string[] {
  if (shape === undefined || within.includes(shape)) return []
  if (shape.sensitive || secretName.test(way)) return [way]
  const inner = [...within, shape]
  if (shape.kind === 'structure')
    return shape.members.flatMap((member) => secretsIn(member.shape, join(way, member.name), inner))
  if (shape.kind === 'list') return secretsIn(shape.member.shape, `${way}[]`, inner)
  return shape.kind === 'map' ? secretsIn(shape.value.shape, `${way}{}`, inner) : []
}

for (const service of services)
  test(`no secret of ${service} comes into an event, whatever the operation`, () => {
    const found: Record<string, { input?: readonly string[]; output?: readonly string[] }> = {}
    for (const operation of operationsOf(service)) {
      const { input, output } = operation
      const secrets = { input: secretsIn(input), output: secretsIn(output) }
      const recorded = {
        input: input && waysIn(redactInput(operation, filled(input, '') as Values)),
        output: output && waysIn(redactOutput(operation, filled(output, '') as Values)),
      }
      for (const side of ['input', 'output'] as const)
        for (const way of recorded[side] ?? [])
          assert.ok(
            !secrets[side].some(
              (secret) =>
                way === secret || (/^[.[{]/.test(way.slice(secret.length)) && way.startsWith(secret)),
            ),
            `${service} ${operation.name}: ${side} ${way}`,
          )
      if (secrets.input.length + secrets.output.length > 0)
        found[operation.name] = {
          ...(secrets.input.length > 0 && { input: secrets.input }),
          ...(secrets.output.length > 0 && { output: secrets.output }),
        }
    }
    // Of the services whose table was gone through by eye.
    if (expected[service] !== undefined) assert.deepEqual(found, expected[service])
  })

test('what is no secret does come into events', () => {
  const createUser = loadModel('iam').operation('CreateUser')!
  const ways = waysIn(redactInput(createUser, filled(createUser.input!, '') as Values))
  assert.deepEqual([...ways], ['Path', 'UserName', 'PermissionsBoundary', 'Tags[].Key', 'Tags[].Value'])
})
