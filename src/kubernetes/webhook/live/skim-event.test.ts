import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readAccount } from './read-account.ts'
import { createSkim } from './skim-event.ts'

const prefix = 'eks.amazonaws.com'
const skim = createSkim(prefix)

const line = (metadata: object, more: object = {}, type = 'ADDED'): string =>
  JSON.stringify({ type, object: { kind: 'ServiceAccount', apiVersion: 'v1', metadata, ...more } })

const place = { name: 'app', namespace: 'demo', uid: 'u', resourceVersion: '7' }

test('an account without annotations of ours is read from the opening of its line', () => {
  const found = skim(
    line({ ...place, annotations: { 'meta.helm.sh/release-name': 'x' } }, { secrets: [{ name: 's' }] }),
  )
  assert.deepEqual(found, {
    type: 'ADDED',
    key: 'demo/app',
    kept: { key: 'demo/app', annotations: {} },
    version: '7',
  })
})

const parsed: readonly (readonly [what: string, text: string])[] = [
  ['an annotation of ours', line({ ...place, annotations: { [`${prefix}/audience`]: 'x' } })],
  ['one that is misspelt', line({ ...place, annotations: { 'aws.amazon.com/Role_ARN': 'x' } })],
  [
    'a letter written as its number',
    line(place).replace('"uid":"u"', '"uid":"u","annotations":{"\\u0065ks":"x"}'),
  ],
  ['another order of members', line({ namespace: 'demo', name: 'app', uid: 'u', resourceVersion: '7' })],
  ['another kind', line(place).replace('ServiceAccount', 'Secret')],
  ['a bookmark', line({ resourceVersion: '7' }, {}, 'BOOKMARK')],
  ['an error', '{"type":"ERROR","object":{"kind":"Status","code":410}}'],
]
for (const [what, text] of parsed)
  test(`a line with ${what} is parsed`, () => assert.equal(skim(text), undefined))

test('what is skimmed is what the parser reads', () => {
  const key = fc.oneof(
    fc.string(),
    fc.constantFrom(
      `${prefix}/role-arn`,
      `${prefix}/x`,
      'aws.amazon.com/rolearn',
      'eks.amazonaws.com.role-arn',
      'a"b',
      'EKS/ROLE.ARN',
    ),
  )
  const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,20}[a-z0-9])?$/)
  const metadata = fc.record({
    name,
    namespace: name,
    uid: fc.uuid(),
    resourceVersion: fc.nat().map(String),
    labels: fc.dictionary(key, fc.string()),
    annotations: fc.dictionary(key, fc.string()),
  })
  fc.assert(
    fc.property(metadata, fc.dictionary(fc.string(), fc.jsonValue()), (facts, more) => {
      const { kind: _kind, apiVersion: _version, metadata: _metadata, ...rest } = more
      const text = line(facts, rest)
      const found = skim(text)
      if (found === undefined) return
      const whole = JSON.parse(text) as { object: Record<string, unknown> }
      assert.deepEqual(found.kept, readAccount(whole.object, prefix))
      assert.equal(found.version, facts.resourceVersion)
    }),
    { numRuns: 500 },
  )
})
