/** That each operation which is served has its proof, and each error that its model names a case or a reason. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fitsName, loadModel } from '../../src/aws/protocol/index.ts'
import { openInstallation, type Installation } from '../e2e/support/installation.ts'
import { provenOperations, readProof } from './support/proof.ts'
import { services } from './support/services.ts'

interface Never {
  readonly reason: string
  /** A test of another kind that reaches it. */
  readonly provenBy?: string
}

const never = JSON.parse(readFileSync(new URL('never.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, Never>>>
>

let installation: Installation
before(async () => void (installation = await openInstallation()))
after(() => installation.stop())

/** An event stream is none of what boto3 reads as an answer. */
const servedOf = (service: string): readonly string[] => {
  const model = loadModel(service)
  return [...(installation.server.operations.get(service) ?? [])].filter(
    (name) => model.operation(name)?.eventStream === false,
  )
}

test('each service that is served has its proofs; Podpass’s own is in no SDK', () => {
  const served = [...installation.server.operations.keys()].filter((name) => name !== 'podpass')
  assert.deepEqual(served.toSorted(), Object.keys(services).toSorted())
})

for (const service of Object.keys(services)) {
  test(`each operation of ${service} that is served has its file, and no other has one`, () =>
    assert.deepEqual(provenOperations(service), servedOf(service).toSorted()))

  test(`each error that the model of ${service} names is brought about, or has a reason why it never is`, () => {
    const open = provenOperations(service).flatMap((name) =>
      errorsOf(service, name)
        .filter((code) => !isProven(service, name, code) && !hasReason(service, name, code))
        .map((code) => `${name} ${code}`),
    )
    assert.deepEqual(open, [])
  })
}

test('what never happens is named by the model and brought about by no case', () => {
  for (const [service, entries] of Object.entries(never))
    for (const [key, { reason, provenBy }] of Object.entries(entries)) {
      const [code = '', operation] = key.split(' ').toReversed()
      assert.ok(reason.length > 10, `${service} ${key} has no reason`)
      assert.ok(provenBy === undefined || existsSync(provenBy), `${service} ${key}: there is no ${provenBy}`)
      const named = loadModel(service).operationNames.filter(
        (name) => isMeant(operation, name) && errorsOf(service, name).includes(code),
      )
      assert.ok(named.length > 0, `${service} ${key} is no error of the model`)
      const proven = provenOperations(service).filter((name) => named.includes(name))
      const brought = proven.filter((name) => isProven(service, name, code))
      assert.deepEqual(brought, [], `${service} ${key} happens after all`)
    }
})

/** By a case, or by the denial where that is an error of the model. */
function isProven(service: string, name: string, code: string): boolean {
  const { errors = [], open } = readProof(service, name)
  return (
    errors.some(({ error, proves = error }) => proves === code) ||
    (open === undefined && services[service]!.denial.code === code)
  )
}

/** By its code alone or by patterns of operations before it, such as `Delete*|Update* LimitExceeded`. */
const hasReason = (service: string, name: string, code: string): boolean =>
  Object.keys(never[service] ?? {}).some((key) => {
    const [of, operation] = key.split(' ').toReversed()
    return of === code && isMeant(operation, name)
  })

const isMeant = (patterns = '*', name: string): boolean =>
  patterns.split('|').some((pattern) => fitsName(pattern, name))

/** By their codes on the wire, which in the query protocol are not the names of their shapes. */
function errorsOf(service: string, name: string): readonly string[] {
  const shapes = loadModel(service).operation(name)?.errors ?? []
  return shapes.map((shape) => codeOf(service, shape))
}

const codes = new Map<string, Readonly<Record<string, string>>>()

function codeOf(service: string, shape: string): string {
  if (!codes.has(service)) codes.set(service, readCodes(service))
  return codes.get(service)![shape] ?? shape
}

function readCodes(service: string): Readonly<Record<string, string>> {
  const file = new URL(`../../src/aws/protocol/models/${service}.json`, import.meta.url)
  const { shapes } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly shapes: Readonly<Record<string, { readonly x?: { readonly code?: string } }>>
  }
  return Object.fromEntries(Object.entries(shapes).map(([name, { x }]) => [name, x?.code ?? name]))
}
