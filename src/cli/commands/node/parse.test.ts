import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addLabel, addPlace, addTaint, parseHops, parsePlace, parseRuntime } from './parse.ts'

test('places, labels, taints and hops are read', () => {
  assert.deepEqual(addPlace('[::1]:80', [parsePlace('a.example:1')]), [
    { host: 'a.example', port: 1 },
    { host: '::1', port: 80 },
  ])
  assert.deepEqual(addLabel('eks.amazonaws.com/nodegroup=main', { a: '' }), {
    a: '',
    'eks.amazonaws.com/nodegroup': 'main',
  })
  assert.deepEqual(addTaint('dedicated=gpu:NoSchedule', addTaint('k:NoExecute')), [
    { key: 'k', effect: 'NoExecute' },
    { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' },
  ])
  assert.equal(parseHops('64'), 64)
  assert.equal(parseRuntime('process'), 'process')
})

const refused: readonly (readonly [(text: string) => unknown, readonly string[]])[] = [
  [parsePlace, ['', 'host', 'host:', 'host:70000', ':80']],
  [(text) => addLabel(text), ['', 'key', '=value', 'key=a b', '-k=v']],
  [(text) => addTaint(text), ['', 'k=v', 'k:Never', '=v:NoSchedule', 'k=v:noschedule']],
  [parseHops, ['', '0', '65', '-1', '1.5', 'x']],
]

for (const [parse, texts] of refused)
  test(`${texts.length} others are refused: ${texts.join(' ')}`, () => {
    for (const text of texts) assert.throws(() => parse(text), /expected/, text)
  })

test('runtimes are taken by name; one that has no client of its own, or is unknown, is refused', () => {
  for (const name of ['auto', 'podman', 'docker', 'nerdctl']) assert.equal(parseRuntime(name), name)
  assert.equal(parseRuntime('none'), 'process')
  assert.throws(() => parseRuntime('containerd'), /--runtime nerdctl/)
  assert.throws(() => parseRuntime('rkt'), /expected process, auto, podman/)
})
