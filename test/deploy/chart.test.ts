/** The chart as helm renders it, beside the objects of `podpass webhook install`: the same of the same values. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { JsonObject } from '../../src/kubernetes/api/index.ts'
import { makeManifests, mergeValues, readValues } from '../../src/kubernetes/install/index.ts'
import { byTitle, chart, helm, needsHelm, readObjects, template } from './support/helm.ts'

interface Case {
  readonly name: string
  readonly values: JsonObject
  readonly objects?: Readonly<Record<string, number>>
}
interface Refusal {
  readonly name: string
  readonly values: JsonObject
  readonly helm: string
  readonly podpass: string
}

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`./cases/${name}.yaml`, import.meta.url), 'utf8'))
const withImage = (values: JsonObject): JsonObject =>
  mergeValues({ image: { repository: 'registry.example/hook' } }, values)

for (const { name, values: given, objects } of read('values') as readonly Case[])
  test(`renders as install makes it: ${name}`, needsHelm, async () => {
    const values = withImage(given)
    const { code, stdout, stderr } = await template(values)
    assert.equal(code, 0, stderr)
    const rendered = readObjects(stdout)
    const chosen = readValues(values)
    assert.ok(chosen.ok, chosen.ok ? '' : chosen.problems.join('\n'))
    const made = byTitle(makeManifests(chosen.values, { namespace: 'hooks', manager: 'Helm' }))
    assert.deepEqual([...rendered.keys()].toSorted(), [...made.keys()].toSorted())
    for (const [title, object] of rendered) assert.deepEqual(object, made.get(title), title)
    for (const [kind, count] of Object.entries(objects ?? {}))
      assert.equal([...rendered.values()].filter((object) => object['kind'] === kind).length, count, kind)
  })

for (const { name, values, helm: words } of read('refused') as readonly Refusal[])
  test(`helm refuses ${name}`, needsHelm, async () => {
    const { code, stderr } = await template(withImage(values))
    assert.equal(code, 1)
    assert.ok(stderr.includes(words), stderr)
  })

for (const { name, values, podpass: words } of read('refused') as readonly Refusal[])
  test(`install refuses ${name}`, () => {
    const chosen = readValues(withImage(values))
    assert.ok(!chosen.ok)
    assert.ok(
      chosen.problems.some((problem) => problem.includes(words)),
      chosen.problems.join('\n'),
    )
  })

test('helm finds nothing to say about the chart', needsHelm, async () => {
  const { code, stdout } = await helm(
    ['lint', '--strict', chart, '--values', '-'],
    JSON.stringify(withImage({})),
  )
  assert.equal(code, 0, stdout)
  assert.doesNotMatch(stdout, /\[(WARNING|ERROR)\]/)
})
