/** botocore as a second oracle, for the services whose SDK is not installed; skipped where Python has no botocore. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { decodeInput, encodeOutput, loadModel, routeRest } from '../../src/aws/protocol/index.ts'
import type {
  OperationModel,
  Shape,
  StructureShape,
  Values,
  WireRequest,
} from '../../src/aws/protocol/index.ts'
import { arbitraryStructure } from './arbitrary.ts'

const services = ['sts', 'cloudformation', 'logs', 'eks-auth', 'cloudtrail']
const script = fileURLToPath(new URL('botocore-oracle.py', import.meta.url))
const missing = spawnSync('python3', ['-c', 'import botocore']).status !== 0

describe('agrees with botocore', { skip: missing && 'botocore is not installed' }, () => {
  for (const service of services)
    it(service, () => {
      const cases = generate(service)
      for (const [at, answer] of askBotocore(cases).entries()) check(cases[at]!, answer)
    })
})

interface Case {
  readonly operation: OperationModel
  readonly input: Values
  readonly output: Values
}

interface Answer {
  readonly error?: string
  readonly request: Omit<WireRequest, 'body'> & { readonly body: string }
  readonly output: Values
}

function generate(service: string): readonly Case[] {
  const model = loadModel(service)
  return model.operationNames
    .map((name) => model.operation(name)!)
    .filter(({ eventStream }) => !eventStream)
    .map((operation) => ({ operation, input: sample(operation.input), output: sample(operation.output) }))
}

/** From a fixed seed: a failure is there again on the next run. */
const sample = (shape: StructureShape | undefined): Values =>
  shape === undefined ? {} : fc.sample(arbitraryStructure(shape), { numRuns: 1, seed: 26 })[0]!

function askBotocore(cases: readonly Case[]): readonly Answer[] {
  const lines = cases.map(({ operation, input, output }) => {
    const { status, headers, body } = encodeOutput(operation, output, { requestId: 'request-1' })
    const answer = { status, headers, body: Buffer.from(body as string).toString('base64') }
    const { name: service } = operation.service
    return JSON.stringify({
      service,
      operation: operation.name,
      input: tagged(operation.input, input),
      answer,
    })
  })
  const run = spawnSync('python3', [script], {
    input: lines.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  assert.equal(run.status, 0, run.stderr)
  return run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)
}

function check({ operation, input, output }: Case, answer: Answer): void {
  const name = `${operation.service.name} ${operation.name}`
  assert.equal(answer.error, undefined, name)
  const decoded = decode(operation, { ...answer.request, body: Buffer.from(answer.request.body, 'base64') })
  assert.deepEqual(tagged(operation.input, decoded), tagged(operation.input, input), name)
  assert.deepEqual(known(operation.output, answer.output), tagged(operation.output, output), name)
}

function decode(operation: OperationModel, request: WireRequest): Values {
  if (!operation.service.metadata.protocol.startsWith('rest')) return decodeInput(operation, request)
  const route = routeRest(operation.service, request)
  assert.equal(route?.operation.name, operation.name)
  return decodeInput(operation, { ...request, labels: route.labels })
}

/** The form in which values cross to Python: moments and bytes tagged. */
function tagged(shape: Shape | undefined, value: unknown): unknown {
  if (shape === undefined) return {}
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        shape.members
          .filter(({ name }) => (value as Values)[name] !== undefined)
          .map((member) => [member.name, tagged(member.shape, (value as Values)[member.name])]),
      )
    case 'list':
      return (value as unknown[]).map((item) => tagged(shape.member.shape, item))
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Values).map(([key, item]) => [key, tagged(shape.value.shape, item)]),
      )
    case 'timestamp':
      return { $date: (value as Date).getTime() }
    case 'blob':
      return { $bytes: Buffer.from(value as Uint8Array).toString('base64') }
    default:
      return value
  }
}

/** Without what botocore adds of its own. */
function known(shape: StructureShape | undefined, output: Values): unknown {
  const members = shape?.members.filter(({ name }) => name in output) ?? []
  return Object.fromEntries(members.map(({ name }) => [name, output[name]]))
}
