/** Proves the operations of a service, file by file: denied, allowed, recorded, validated, and refused with each error. */
import { after, before, test, type TestContext } from 'node:test'
import { loadModel } from '../../../src/aws/protocol/index.ts'
import { whyNoBoto3 } from './boto3.ts'
import { play } from './play.ts'
import { provenOperations, readProof } from './proof.ts'
import { proveConsequences } from './prove-consequences.ts'
import { proveError } from './prove-errors.ts'
import { proveDenials, proveSuccess } from './prove-permission.ts'
import { proveRecord } from './prove-record.ts'
import { proveValidation } from './prove-validation.ts'
import type { Proving } from './proving.ts'
import type { Sensitive } from './shapes.ts'
import { openWorld, type World } from './world.ts'

export function proveService(service: string): void {
  const chosen = process.env['OPERATIONS']?.split(',')
  const operations = provenOperations(service).filter((each) => chosen?.includes(each) ?? true)
  // Without a test the hooks would keep what they open.
  if (operations.length === 0) return
  const skip = whyNoBoto3()
  let world: World
  before(async () => void (skip || (world = await openWorld(service))))
  after(() => skip || world.close())
  for (const name of operations)
    void test(`${service} ${name}`, { skip }, async (t) => {
      const proof = readProof(service, name)
      const scene = await world.sceneFor(name, proof)
      await prove(t, { service, name, proof, scene, model: loadModel(service).operation(name)! })
    })
}

async function prove(t: TestContext, proving: Proving): Promise<void> {
  const { proof, scene } = proving
  const proveErrors = async (first?: true): Promise<void> => {
    for (const each of (proof.errors ?? []).filter((error) => error.first === first))
      await t.test(`refuses: ${each.name}`, () => proveError(proving, each))
  }
  await proveErrors(true)
  for (const step of proof.setup ?? []) await play(scene, step)
  await t.test('refuses what the model forbids', () => proveValidation(proving))
  if (proof.open === undefined) await t.test('is denied without a policy', () => proveDenials(proving))
  let secrets: readonly Sensitive[] = []
  await t.test('is done where a policy allows it', async () => {
    secrets = await proveSuccess(proving)
  })
  if (proof.unrecorded === undefined) await t.test('is recorded', () => proveRecord(proving, secrets))
  const { afterwards } = proof
  if (afterwards !== undefined)
    await t.test('shows what was done', () => proveConsequences(scene, afterwards))
  await proveErrors()
}
