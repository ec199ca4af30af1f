import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parse } from 'yaml'
import { isObject, type JsonObject } from '../../api/index.ts'
import type { Decision } from '../decision.ts'
import { mutatePod } from '../mutate.ts'
import type { WebhookNeeds } from '../needs.ts'
import { defaultOptions, type WebhookOptions } from '../options.ts'
import { planPodChanges } from '../plan.ts'
import { readReview, type Answer } from '../review.ts'
import { valueFor, write } from './odd-json.test-support.ts'
import { parseReview } from './parse-review.ts'
import { readLean } from './read-lean.ts'
import { reviewShape } from './review-shape.ts'
import { object, type Shape } from './shape.ts'

const shape = reviewShape({ ...defaultOptions, noProxyForAgent: true })

/** The reading as plainly as it can be said: nothing but the parser. */
function parseWhole(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** What was read leanly is what the whole holds where the shape looks. */
function assertSame(lean: unknown, whole: unknown, wanted: Shape): void {
  if (wanted.kind === 'list' && Array.isArray(whole)) {
    assert.ok(Array.isArray(lean))
    assert.equal(lean.length, whole.length)
    return whole.forEach((item, index) => assertSame(lean[index], item, wanted.item!))
  }
  if (wanted.kind === 'object' && isObject(whole)) {
    const members = wanted.byLength.flatMap((those) => those ?? [])
    const present = members.filter(({ name }) => Object.hasOwn(whole, name))
    assert.ok(isObject(lean))
    assert.deepEqual(Object.keys(lean).toSorted(), present.map(({ name }) => name).toSorted())
    return present.forEach(({ name, shape: own }) => assertSame(lean[name], whole[name], own))
  }
  if (wanted.kind === 'text' && typeof whole === 'string')
    return assert.equal(lean, wanted.starts.some((start) => whole.startsWith(start)) ? whole : '')
  if (wanted.kind === 'holding' && isObject(whole) && isObject(lean) && Object.keys(lean).length === 0) {
    const start = JSON.parse(`${wanted.text.toString()}"`) as string
    return assert.ok(Object.keys(whole).every((name) => !name.startsWith(start)))
  }
  assert.deepEqual(lean, whole)
}

const assertAgrees = (bytes: Buffer): void => {
  const lean = readLean(bytes, shape)
  if (lean === undefined) return
  const whole = parseWhole(bytes)
  assert.notEqual(whole, undefined, 'what the parser refuses was taken')
  assertSame(lean.value, whole, shape)
}

const written = fc
  .tuple(valueFor(shape), fc.infiniteStream(fc.nat(10_000)), fc.boolean())
  .map(([value, chance, isPlain]) =>
    Buffer.from(isPlain ? JSON.stringify(value) : write(value, (ways) => chance.next().value! % ways)),
  )

test('what is read of odd but valid reviews is what the parser reads', () => {
  let [all, lean] = [0, 0]
  fc.assert(
    fc.property(written, (bytes) => {
      assert.notEqual(parseWhole(bytes), undefined)
      all++
      if (readLean(bytes, shape) !== undefined) lean++
      assertAgrees(bytes)
    }),
    { numRuns: 2000 },
  )
  assert.ok(lean > all / 4, `only ${lean} of ${all} were read leanly`)
})

const change = fc.record({
  at: fc.nat(),
  removed: fc.nat(2),
  added: fc.oneof(
    fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '-',
      'e',
      '.',
      'u',
      '\0',
      '\n',
      ' ',
      'true',
    ),
    fc.uint8Array({ maxLength: 2 }),
  ),
})

test('no review that the parser refuses is taken, and what is taken after a few bytes changed is what the parser reads', () => {
  let refused = 0
  fc.assert(
    fc.property(written, fc.array(change, { minLength: 1, maxLength: 3 }), (bytes, changes) => {
      const changed = changes.reduce((before, { at, removed, added }) => {
        const place = at % (before.length + 1)
        return Buffer.concat([
          before.subarray(0, place),
          Buffer.from(added),
          before.subarray(place + removed),
        ])
      }, bytes)
      if (parseWhole(changed) === undefined) refused++
      assertAgrees(changed)
    }),
    { numRuns: 4000 },
  )
  assert.ok(refused > 500)
})

const ordinary = {
  kind: 'AdmissionReview',
  apiVersion: 'admission.k8s.io/v1',
  request: {
    uid: 'u',
    operation: 'CREATE',
    resource: { group: '', version: 'v1', resource: 'pods' },
    namespace: 'demo',
    dryRun: false,
    object: {
      metadata: {
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"a":"b \\n ü"}\n' },
        managedFields: [{ fieldsV1: { 'f:spec': { 'k:{"name":"c"}': {} } } }],
      },
      spec: { serviceAccountName: 'web', containers: [{ name: 'c', env: [{ name: 'A', value: '"' }] }] },
    },
  },
}
const text = JSON.stringify(ordinary)

test('an ordinary review needs no parser', () => {
  for (const each of [text, JSON.stringify(ordinary, undefined, 2), ` ${text}\r\n`]) {
    const lean = readLean(Buffer.from(each), shape)
    assert.ok(lean !== undefined)
    assertSame(lean.value, ordinary, shape)
  }
})

const isDeep = (depth: number): string => `{"request":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}}`
const leftToTheParser: readonly (readonly [what: string, bytes: Buffer, isJson: boolean])[] = [
  ['a mark of byte order', Buffer.from(`\ufeff${text}`), true],
  [
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from('{"x":"'), Buffer.of(0xff), Buffer.from('"}')]),
    true,
  ],
  ['half a surrogate as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), true],
  ['a name with an escape where names count', Buffer.from(text.replace('"uid"', '"u\\u0069d"')), true],
  ['more depth than a stack should hold', Buffer.from(isDeep(5000)), true],
  ['nothing', Buffer.from(''), false],
  ['only a part', Buffer.from(text.slice(0, -1)), false],
  ['more than one value', Buffer.from(`${text}{}`), false],
  ['a comma too many', Buffer.from('{"kind":"x",}'), false],
  ['a control character in a text', Buffer.from('{"x":"\n"}'), false],
  ['an escape that there is not', Buffer.from('{"x":"\\x41"}'), false],
  ['a zero before a number', Buffer.from('{"x":01}'), false],
  ['a plus before a number', Buffer.from('{"x":+1}'), false],
  ['a point with nothing behind it', Buffer.from('{"x":1.}'), false],
  ['a word in capitals', Buffer.from('{"x":True}'), false],
  ['another blank', Buffer.from('{"x":\u00a01}'), false],
]
for (const [what, bytes, isJson] of leftToTheParser)
  test(`${what} is left to the parser`, () => {
    assert.equal(readLean(bytes, shape), undefined)
    assert.equal(parseReview(bytes, shape) !== undefined, isJson)
  })

test('of a name that comes twice the last counts, and none of Object.prototype is read', () => {
  const twice = readLean(Buffer.from('{"kind":"a","kind":"b","__proto__":{"apiVersion":"x"}}'), shape)
  assert.deepEqual(twice, { value: { kind: 'b' } })
})

const role = 'arn:aws:iam::111122223333:role/app'
const options: readonly Partial<WebhookOptions>[] = [
  {},
  { defaultRegion: 'eu-west-1', regionWithoutRole: true, regionalSts: true, warnFsGroup: true },
  { roleSessionName: true, noProxyForAgent: true, keepEnvFromRegion: true, defaultRegion: 'eu-west-1' },
  { upstreamCompatible: true, defaultRegion: 'eu-west-1' },
  { annotationPrefix: 'a"b\\c' },
  {
    awsEndpoint: { url: 'https://aws.example', ca: { configMap: 'ca', key: 'ca.crt', mountPath: '/ca' } },
    roleTemplate: { template: role, namespaces: ['demo'] },
  },
]

async function decide(
  needs: WebhookNeeds,
  review: unknown,
): Promise<{ answer: unknown; decisions: Decision[] }> {
  const decisions: Decision[] = []
  const read = readReview(review)
  const answer: Answer | undefined = read.ok
    ? await mutatePod({ ...needs, report: (decision) => decisions.push(decision) }, read.request)
    : undefined
  const { object: _, ...rest } = read.ok ? read.request : { object: undefined, ...read }
  return { answer: { ...answer, rest }, decisions }
}

test('whatever the review and the options are, the decision is the one of the whole review', async () => {
  const lookUps = fc.record({
    hasRole: fc.boolean(),
    hasPodIdentity: fc.boolean(),
    wish: fc.nat(options.length - 1),
  })
  await fc.assert(
    fc.asyncProperty(valueFor(requestShape), lookUps, async (request, facts) => {
      const wish = { ...defaultOptions, ...options[facts.wish] }
      const own = wish.annotationPrefix
      const needs: WebhookNeeds = {
        options: wish,
        findServiceAccount: () =>
          Promise.resolve(
            facts.hasRole ? { [`${own}/role-arn`]: role, [`${own}/allowed-role-arns`]: '*' } : {},
          ),
        hasPodIdentity: () => facts.hasPodIdentity,
      }
      const asked = isObject(request) ? { ...ordinary.request, ...request } : request
      const review = { ...ordinary, request: asked }
      const lean = parseReview(Buffer.from(JSON.stringify(review)), reviewShape(wish))
      assert.deepEqual(await decide(needs, lean), await decide(needs, review))
    }),
    { numRuns: 1500 },
  )
})

const requestShape = memberOf(shape, 'request')

function memberOf(of: Shape, name: string): Shape {
  const members = of.kind === 'object' ? of.byLength.flatMap((those) => those ?? []) : []
  return members.find((member) => member.name === name)?.shape ?? object({})
}

interface Case {
  readonly name: string
  readonly options?: Partial<WebhookOptions>
  readonly serviceAccount?: Record<string, string>
  readonly annotations?: Record<string, string>
  readonly hasPodIdentity?: boolean
  readonly pod: JsonObject
}

const cases = ['pods', 'wishes', 'upstream'].flatMap(
  (file) => parse(readFileSync(new URL(`../cases/${file}.yaml`, import.meta.url), 'utf8')) as readonly Case[],
)

test('every case of a pod is planned the same from what is read leanly', () => {
  for (const { name, pod, serviceAccount, annotations, hasPodIdentity, options: wish } of cases) {
    const own = { ...defaultOptions, ...wish }
    const entries = Object.entries(serviceAccount ?? {}).map(([key, value]) => [
      `eks.amazonaws.com/${key}`,
      value,
    ])
    const request = {
      options: own,
      namespace: 'demo',
      name: 'web',
      hasPodIdentity,
      serviceAccount: annotations ?? (Object.fromEntries(entries) as Record<string, string>),
    }
    const podShape = memberOf(memberOf(reviewShape(own), 'request'), 'object')
    const lean = readLean(Buffer.from(JSON.stringify(pod)), podShape)
    assert.ok(lean !== undefined && isObject(lean.value))
    const notes: [string[], string[]] = [[], []]
    assert.deepEqual(
      planPodChanges({ ...request, pod: lean.value, say: (note) => notes[0].push(note) }),
      planPodChanges({ ...request, pod, say: (note) => notes[1].push(note) }),
      name,
    )
    assert.deepEqual(notes[0], notes[1], name)
  }
})
