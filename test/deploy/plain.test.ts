/** The plain YAML and the Kustomize directories: made from the chart, up to date, and what kubectl builds of them. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { objectOf, valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { decidedFlags } from '../../src/kubernetes/install/decided-flags.ts'
import { makeManifests, readValues } from '../../src/kubernetes/install/index.ts'
import { flags } from '../../src/kubernetes/webhook/index.ts'
import { placeholder, plainFiles } from '../../tools/deploy/plain-files.ts'
import { byTitle, chart, needsHelm, readObjects, template } from './support/helm.ts'

const deploy = resolve(import.meta.dirname, '../../deploy')
const plain = readFileSync(join(deploy, 'webhook.yaml'), 'utf8')
const kubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0
const needsKubectl = kubectl ? {} : { skip: 'there is no kubectl in PATH' }

for (const [path, text] of plainFiles())
  test(`deploy/${path} is up to date`, () => assert.equal(readFileSync(join(deploy, path), 'utf8'), text))

test('helm renders the same objects as the plain YAML', needsHelm, async () => {
  const { code, stdout, stderr } = await template({ image: { repository: placeholder } })
  assert.equal(code, 0, stderr)
  const said = stdout
    .replaceAll('managed-by: Helm', 'managed-by: kubectl')
    .replaceAll(/namespace: hooks$/gm, 'namespace: pod-identity-webhook')
    .replaceAll('--namespace=hooks', '--namespace=pod-identity-webhook')
    .replaceAll(/^( *)- hooks$/gm, '$1- pod-identity-webhook')
  const objects = new Map(readObjects(plain))
  assert.ok(objects.delete('v1 Namespace undefined pod-identity-webhook'))
  assert.deepEqual(sorted(readObjects(said)), sorted(objects))
})

test('kubectl builds the base as the plain YAML is', needsKubectl, () => {
  assert.deepEqual(sorted(readObjects(kustomize('base'))), sorted(readObjects(plain)))
})

test('kubectl builds the overlay as the chart is with cert-manager', needsKubectl, () => {
  const read = readValues({ image: { repository: placeholder }, certificates: { mode: 'cert-manager' } })
  assert.ok(read.ok)
  const wanted = makeManifests(read.values, { namespace: 'pod-identity-webhook', manager: 'kubectl' })
  const built = new Map(readObjects(kustomize('cert-manager')))
  assert.ok(built.delete('v1 Namespace undefined pod-identity-webhook'))
  assert.deepEqual(sorted(built), sorted(byTitle(wanted)))
})

test('every flag of the webhook is a value of the chart, or follows from one', () => {
  const schema = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8')) as JsonObject
  const inValues = Object.keys(objectOf(valueAt(schema, 'properties', 'flags', 'properties')))
  assert.deepEqual([...inValues, ...decidedFlags].toSorted(), flags.map(({ name }) => name).toSorted())
})

test('nothing of the plain YAML holds back the pods without which a cluster cannot come up', () => {
  const [configuration] = [...readObjects(plain).values()].filter(
    ({ kind }) => kind === 'MutatingWebhookConfiguration',
  )
  const [strict, lenient] = configuration!['webhooks'] as readonly JsonObject[]
  const names = (webhook: JsonObject | undefined, operator: string): unknown => {
    const expressions = valueAt(webhook, 'namespaceSelector', 'matchExpressions') as readonly JsonObject[]
    return expressions.find((each) => each['operator'] === operator)?.['values']
  }
  assert.equal(strict?.['failurePolicy'], 'Fail')
  assert.equal(lenient?.['failurePolicy'], 'Ignore')
  assert.deepEqual(names(strict, 'NotIn'), names(lenient, 'In'))
  for (const name of ['kube-system', 'pod-identity-webhook', 'cert-manager'])
    assert.ok((names(strict, 'NotIn') as readonly string[]).includes(name), name)
})

const sorted = (objects: ReadonlyMap<string, JsonObject>): object =>
  Object.fromEntries([...objects].toSorted(([a], [b]) => (a < b ? -1 : 1)))

function kustomize(name: string): string {
  const built = spawnSync('kubectl', ['kustomize', join(deploy, 'kustomize', name)], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  return built.stdout
}
