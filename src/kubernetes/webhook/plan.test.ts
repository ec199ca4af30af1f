import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { JsonObject, JsonPatchOperation } from '../api/index.ts'
import { applyJsonPatch, isObject, listOf, valueAt } from '../api/index.ts'
import { defaultOptions } from './options.ts'
import type { WebhookOptions } from './options.ts'
import { planPodChanges } from './plan.ts'
import type { RoleEntry } from './sources/role-map.ts'

interface Case {
  readonly name: string
  readonly options?: Partial<WebhookOptions>
  readonly serviceAccount?: Record<string, string>
  readonly annotations?: Record<string, string>
  readonly hasPodIdentity?: boolean
  readonly caIsThere?: boolean
  readonly pod: JsonObject
  /** The whole patch; `plain` is the one of a pod with a single bare container. */
  readonly patch?: readonly JsonPatchOperation[] | 'plain'
  /** The variables that a single bare container gets. */
  readonly env?: readonly unknown[]
  /** What the token in the volume is asked for. */
  readonly token?: JsonObject
  readonly left?: string
  readonly malformed?: string
  readonly refused?: string
  /** A part of the pod as it becomes. */
  readonly result?: JsonObject
  /** A part of the pod as it becomes, in which lists are told by index and nothing may be added. */
  readonly exactly?: JsonObject
  readonly roleEntry?: RoleEntry
  readonly serviceAccountMissing?: boolean
  readonly chance?: number
  readonly warnings?: readonly string[]
}

const cases = ['pods', 'edges', 'roles', 'wishes', 'upstream'].flatMap(
  (file) => parse(readFileSync(new URL(`cases/${file}.yaml`, import.meta.url), 'utf8')) as readonly Case[],
)

/** What the cases name by a word. */
const words: Record<string, unknown> = {
  volume: {
    name: 'aws-iam-token',
    projected: {
      sources: [
        { serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 86_400, path: 'token' } },
      ],
    },
  },
  mount: {
    name: 'aws-iam-token',
    readOnly: true,
    mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount',
  },
  regional: { name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' },
  role: { name: 'AWS_ROLE_ARN', value: 'arn:aws:iam::111122223333:role/app' },
  token: {
    name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
  },
}

/** `[volume]` stands for the volume itself, `[[volume]]` for a list that holds it; `[[role, token]]` for a list of two. */
function spellOut(value: unknown): unknown {
  if (typeof value === 'string') return words[value] ?? value
  if (!Array.isArray(value) || value.length === 0) return value
  if (value.every((item) => typeof item === 'string' && item in words))
    return value.length === 1 ? spellOut(value[0]) : value.map(spellOut)
  if (value.length === 1 && Array.isArray(value[0])) return (value[0] as unknown[]).map(spellOut)
  return value
}

const plain = ['volume', 'env', 'volumeMounts'] as const
const plainPatch = plain.map((part) =>
  part === 'volume'
    ? { op: 'add', path: '/spec/volumes', value: [words['volume']] }
    : {
        op: 'add',
        path: `/spec/containers/0/${part}`,
        value: part === 'env' ? [words['role'], words['token']] : [words['mount']],
      },
)

/** In a result a word stands for what it names wherever it is. */
function spellOutAll(value: unknown): unknown {
  if (typeof value === 'string') return words[value] ?? value
  if (Array.isArray(value)) return value.map(spellOutAll)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, typeof each === 'string' ? each : spellOutAll(each)]),
  )
}

const planOf = (item: Case) =>
  planPodChanges({
    pod: item.pod,
    namespace: 'demo',
    name: 'web',
    options: { ...defaultOptions, ...item.options },
    serviceAccount: item.serviceAccountMissing === true ? undefined : annotationsOf(item),
    roleEntry: item.roleEntry,
    hasPodIdentity: item.hasPodIdentity,
    caIsThere: item.caIsThere,
    chance: () => item.chance ?? 0,
  })

const annotationsOf = ({ annotations, serviceAccount = {} }: Case) =>
  annotations ??
  Object.fromEntries(Object.entries(serviceAccount).map(([key, text]) => [`eks.amazonaws.com/${key}`, text]))

/** What counters and events call each reason to leave a pod alone; all others are that there is no role. */
const codes: Readonly<Record<string, string>> = {
  'the pod has no containers': 'no-containers',
  'every container is named in skip-containers': 'containers-skipped',
  'every container mounts something else where the token goes': 'mount-path-taken',
  'the pod already has all of it': 'already-present',
  'the pod has no role and already has a region': 'already-present',
}

for (const item of cases)
  test(`plan: ${item.name}`, () => {
    const plan = planOf(item)
    if (item.malformed !== undefined)
      return assert.deepEqual(plan, { kind: 'malformed', problem: item.malformed })
    if (item.left !== undefined) {
      assert.ok(plan.kind === 'leave')
      assert.equal(plan.code, codes[plan.reason] ?? 'no-role')
      return assert.deepEqual([plan.reason, plan.warnings], [item.left, item.warnings ?? []])
    }
    if (item.refused !== undefined) {
      assert.ok(plan.kind === 'refuse')
      return assert.deepEqual(plan.problem, item.refused)
    }
    assert.ok(plan.kind === 'change', JSON.stringify(plan))
    assert.deepEqual(plan.warnings, item.warnings ?? [])
    if (item.patch === 'plain') return assert.deepEqual(plan.patch, plainPatch)
    if (item.result !== undefined || item.exactly !== undefined) {
      const patched = applyJsonPatch(item.pod, plan.patch)
      assert.ok(patched.ok)
      assertPart(patched.value, spellOutAll(item.result ?? {}), '')
      return assertExactly(patched.value, item.exactly ?? {}, 3)
    }
    if (item.patch !== undefined)
      return assert.deepEqual(
        plan.patch,
        item.patch.map((operation) => ({ ...operation, value: spellOut(operation.value) })),
      )
    if (item.token !== undefined) {
      const volume = {
        name: 'aws-iam-token',
        projected: { sources: [{ serviceAccountToken: { ...item.token, path: 'token' } }] },
      }
      return assert.deepEqual(plan.patch[0], { op: 'add', path: '/spec/volumes', value: [volume] })
    }
    assert.ok(item.env)
    assert.deepEqual(plan.patch[1], {
      op: 'add',
      path: '/spec/containers/0/env',
      value: item.env.map(spellOut),
    })
  })

/** Every member that is expected is there; lists are as long as expected. */
function assertPart(actual: unknown, expected: unknown, path: string): void {
  if (Array.isArray(expected)) {
    assert.equal(listOf(actual).length, expected.length, `${path}: ${JSON.stringify(actual)}`)
    return expected.forEach((each, index) => assertPart(listOf(actual)[index], each, `${path}/${index}`))
  }
  if (!isObject(expected)) return assert.deepEqual(actual, expected, path)
  assert.ok(isObject(actual), path)
  for (const [key, each] of Object.entries(expected)) assertPart(actual[key], each, `${path}/${key}`)
}

/** Down to the containers parts are told, and those are whole. */
function assertExactly(actual: unknown, expected: JsonObject, depth: number): void {
  for (const [key, each] of Object.entries(expected)) {
    const value = Array.isArray(actual) ? (actual[Number(key)] as unknown) : valueAt(actual, key)
    if (depth > 1 && isObject(each)) assertExactly(value, each, depth - 1)
    else assert.deepEqual(value, each)
  }
}

const bare = (count: number): JsonObject => ({
  spec: { containers: Array.from({ length: count }, (_, index) => ({ name: `c${index}` })) },
})
const role = 'arn:aws:iam::111122223333:role/app'
const annotated = { 'eks.amazonaws.com/role-arn': role }

test('a pod may grow by what the API server takes, and by no container more', () => {
  const refusalOf = (count: number, region = '') => {
    const options = { ...defaultOptions, defaultRegion: region }
    const plan = planPodChanges({ pod: bare(count), options, serviceAccount: annotated })
    return plan.kind === 'malformed' ? plan.problem : plan.kind
  }
  const grown = (count: number, bytes: number) =>
    `the pod cannot be given so much: its ${count} containers would grow by ${bytes} bytes`
  assert.equal(refusalOf(4961), 'change')
  assert.equal(refusalOf(4962), grown(4962, 3_145_908))
  assert.equal(refusalOf(5000, 'eu-west-1'), grown(5000, 3_260_000))
})

test('a role of 2,048 characters is one, and a longer one is warned of', () => {
  const warningsOf = (length: number) => {
    const long = { 'eks.amazonaws.com/role-arn': role.padEnd(length, 'x') }
    const plan = planPodChanges({ pod: bare(1), options: defaultOptions, serviceAccount: long })
    assert.ok(plan.kind === 'change')
    return plan.warnings.map((text) => text.slice(0, 66))
  }
  assert.deepEqual(warningsOf(2048), [])
  assert.deepEqual(warningsOf(2049), ['eks.amazonaws.com/role-arn of the service account is no role ARN: '])
})

test('a change is told with its method, its reason and the roles that will be assumed', () => {
  const told = (request: Partial<Parameters<typeof planPodChanges>[0]>) => {
    const asked = { pod: bare(2), options: defaultOptions, namespace: 'demo', serviceAccount: {} }
    const plan = planPodChanges({ ...asked, ...request })
    assert.ok(plan.kind === 'change')
    const { patch: _patch, ...rest } = plan
    return rest
  }
  assert.deepEqual(told({ serviceAccount: annotated }), {
    kind: 'change',
    method: 'sts_web_identity',
    reason: `role ${role}`,
    warnings: [],
    roleArn: role,
    assumes: { roleArns: [role], audience: 'sts.amazonaws.com' },
  })
  assert.deepEqual(told({ hasPodIdentity: true }), {
    kind: 'change',
    method: 'container_credentials',
    reason: 'pod identity association',
    warnings: [],
  })
  const options = { ...defaultOptions, defaultRegion: 'eu-west-1', regionWithoutRole: true }
  assert.deepEqual(told({ options }), {
    kind: 'change',
    reason: 'the pod has no role and gets a region',
    warnings: [],
  })
})

test('there are enough cases to trust', () => {
  assert.ok(cases.length >= 150, String(cases.length))
})

test('every planned patch applies, and the changed pod needs no further change', () => {
  for (const item of cases) {
    const plan = planOf(item)
    if (plan.kind !== 'change') continue
    const patched = applyJsonPatch(item.pod, plan.patch)
    assert.ok(patched.ok && isObject(patched.value), item.name)
    assert.equal(planOf({ ...item, pod: patched.value }).kind, 'leave', item.name)
  }
})
