import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../api/index.ts'
import { setValue } from './set-value.ts'

const taken: readonly (readonly [text: string, values: JsonObject])[] = [
  ['replicas=3', { replicas: 3 }],
  ['flags.aws-default-region=eu-west-1', { flags: { 'aws-default-region': 'eu-west-1' } }],
  ['flags.sts-regional-endpoint=true', { flags: { 'sts-regional-endpoint': true } }],
  ['nodeSelector.kubernetes\\.io/os=linux', { nodeSelector: { 'kubernetes.io/os': 'linux' } }],
  ['labels.team=a=b', { labels: { team: 'a=b' } }],
  ['nodeOptions=', { nodeOptions: '' }],
  ['webhook.systemNamespaces={a,b}', { webhook: { systemNamespaces: ['a', 'b'] } }],
  ['webhook.systemNamespaces={}', { webhook: { systemNamespaces: [] } }],
  ['name={a: b', { name: '{a: b' }],
  ['labels.number=42', { labels: { number: '42' } }],
  ['labels.note=[a', { labels: { note: '[a' } }],
]
for (const [text, values] of taken)
  test(`--set ${text}`, () => assert.deepEqual(setValue({}, text), { ok: true, values }))

for (const text of ['', 'replicas', '=3', 'a..b=1', '.a=1'])
  test(`--set refuses \`${text}\``, () => {
    const set = setValue({}, text)
    assert.match(set.ok ? '' : set.problem, /expected NAME\.NAME=VALUE/)
  })

test('--set leaves its neighbours as they are', () => {
  const set = setValue({ flags: { v: 4 }, name: 'x' }, 'flags.aws-account-id=000000000012')
  assert.deepEqual(set, {
    ok: true,
    values: { flags: { v: 4, 'aws-account-id': '000000000012' }, name: 'x' },
  })
})
