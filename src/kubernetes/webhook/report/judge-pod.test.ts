import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { applyJsonPatch, isObject, type JsonObject } from '../../api/index.ts'
import type { Annotations } from '../identity.ts'
import { defaultOptions } from '../options.ts'
import { planPodChanges } from '../plan.ts'
import { readAuthored } from './authored.ts'
import { judgePod, type Verdict } from './judge-pod.ts'

interface Case {
  readonly name: string
  readonly template?: JsonObject
  readonly was?: Record<string, string>
  readonly hadPodIdentity?: boolean
  readonly now: Record<string, string>
  readonly hasPodIdentity?: boolean
  readonly edit?: readonly object[]
  readonly authorUnknown?: boolean
  readonly verdict?: Partial<Verdict>
}

const cases = parse(readFileSync(new URL('./cases/pods.yaml', import.meta.url), 'utf8')) as readonly Case[]

const common = { namespace: 'shop', name: 'web', options: defaultOptions }
const annotationsOf = (short: Record<string, string>): Annotations =>
  Object.fromEntries(Object.entries(short).map(([name, value]) => [`eks.amazonaws.com/${name}`, value]))

function apply(pod: JsonObject, patch: unknown): JsonObject {
  const patched = applyJsonPatch(pod, patch)
  assert.ok(patched.ok && isObject(patched.value))
  return patched.value
}

/** The pod as the webhook made it. */
function run({ template = defaultTemplate, was, hadPodIdentity, edit = [] }: Case): JsonObject {
  let pod: JsonObject = { ...template, kind: 'Pod' }
  if (was !== undefined) {
    const facts = { serviceAccount: annotationsOf(was), hasPodIdentity: hadPodIdentity }
    const plan = planPodChanges({ ...common, ...facts, pod, chance: () => 0.3 })
    if (plan.kind === 'change') pod = apply(pod, plan.patch)
  }
  return apply(pod, edit)
}

const defaultTemplate = { spec: { serviceAccountName: 'web', containers: [{ name: 'app' }] } }

for (const [index, item] of cases.entries())
  test(`judged: ${item.name} (${index + 1})`, () => {
    const { template = defaultTemplate, authorUnknown, verdict } = item
    const found = judgePod({
      ...common,
      pod: run(item),
      serviceAccount: annotationsOf(item.now),
      hasPodIdentity: item.hasPodIdentity,
      ...(authorUnknown !== true && { authored: readAuthored(template) }),
    })
    if (verdict === undefined) return assert.equal(found, undefined)
    const { roleArn: _, ...words } = found!
    assert.deepEqual(words, verdict)
  })

test('every pod of the webhook itself is well once it is mutated', () => {
  const pods = parse(readFileSync(new URL('../cases/pods.yaml', import.meta.url), 'utf8')) as readonly {
    readonly name: string
    readonly options?: object
    readonly serviceAccount?: Record<string, string>
    readonly annotations?: Record<string, string>
    readonly hasPodIdentity?: boolean
    readonly pod: JsonObject
  }[]
  let changed = 0
  for (const { name, options, serviceAccount, annotations, hasPodIdentity, pod } of pods) {
    const facts = {
      ...common,
      options: { ...defaultOptions, ...options },
      serviceAccount: annotations ?? (serviceAccount && annotationsOf(serviceAccount)),
      hasPodIdentity,
    }
    const plan = planPodChanges({ ...facts, pod })
    if (plan.kind !== 'change') continue
    changed++
    const running = apply(pod, plan.patch)
    for (const authored of [undefined, readAuthored(pod)])
      assert.equal(judgePod({ ...facts, pod: running, authored }), undefined, name)
  }
  assert.ok(changed > 20, String(changed))
})
