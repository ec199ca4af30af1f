import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  startFakeApiServer,
  type FakeApiServer,
} from '../../../kubernetes/api/fake-api-server.test-support.ts'
import { pathOf } from '../../../kubernetes/api/index.ts'
import { podpass, refuse, scratch, succeed } from '../../podpass.test-support.ts'

const role = 'arn:aws:iam::111122223333:role/web'

async function start(context: TestContext): Promise<{ fake: FakeApiServer; kubeconfig: string }> {
  const fake = await startFakeApiServer(context)
  const kubeconfig = join(scratch(context), 'kubeconfig')
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: fake.url, 'certificate-authority-data': btoa(fake.ca) } }],
      users: [{ name: 'u', user: { token: 't' } }],
    }),
  )
  fake.put(pathOf('serviceaccounts', 'shop', 'web'), {
    metadata: { namespace: 'shop', name: 'web', annotations: { 'eks.amazonaws.com/role-arn': role } },
  })
  return { fake, kubeconfig }
}

const putPod = (fake: FakeApiServer, name: string, metadata: object = {}): void =>
  void fake.put(pathOf('pods', 'shop', name), {
    metadata: { namespace: 'shop', name, uid: name, ...metadata },
    spec: { serviceAccountName: 'web', containers: [{ name: 'app' }] },
  })

test('a cluster in which all is well is told of in one line', async (context) => {
  const { kubeconfig } = await start(context)
  const text = await succeed(['webhook', 'report', '--kubeconfig', kubeconfig])
  assert.equal(text, '0 pods have the identity that they would be given now\n')
})

test('pods are told of by owner, with what mends them', async (context) => {
  const { fake, kubeconfig } = await start(context)
  const controller = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'u', controller: true }
  putPod(fake, 'bare')
  for (let index = 0; index < 7; index++) putPod(fake, `db-${index}`, { ownerReferences: [controller] })
  putPod(fake, 'mirror', { annotations: { 'kubernetes.io/config.mirror': 'x' } })
  putPod(fake, 'going', { deletionTimestamp: '2026-11-21T00:00:00Z' })
  const { code, stdout, stderr } = await podpass(['webhook', 'report'], { env: { KUBECONFIG: kubeconfig } })
  assert.equal(code, 1)
  assert.match(stderr, /every pod counts, because the selectors of the webhook cannot be read/)
  assert.equal(
    stdout,
    `pod/bare in namespace shop
  not-mutated: it would get role ${role}
    pods: bare
  mend: kubectl delete pod bare -n shop
  note: nothing makes it anew: keep its manifest and create it again

statefulset/db in namespace shop
  not-mutated: it would get role ${role}
    pods: db-0, db-1, db-2, db-3, db-4 and 2 more
  mend: kubectl rollout restart statefulset/db -n shop

8 of 8 pods (2 owners) do not have the identity that they would be given now
`,
  )
})

test('roles may come from the role map and from the identities file', async (context) => {
  const { fake, kubeconfig } = await start(context)
  fake.put(pathOf('serviceaccounts', 'shop', 'web'), { metadata: { namespace: 'shop', name: 'web' } })
  putPod(fake, 'bare')
  const words = ['webhook', 'report', '--kubeconfig', kubeconfig]
  await succeed(words)
  fake.put(pathOf('configmaps', 'eks', 'pod-identity-webhook'), {
    metadata: { namespace: 'eks', name: 'pod-identity-webhook' },
    data: { config: JSON.stringify({ 'shop/web': { RoleARN: role } }) },
  })
  const mapped = await podpass([...words, '--role-map-namespace', 'eks'])
  assert.match(mapped.stdout, /it would get role/)
  const file = join(scratch(context), 'identities.json')
  writeFileSync(file, JSON.stringify({ identities: [{ namespace: 'shop', serviceAccount: 'web' }] }))
  const associated = await podpass([...words, '--pod-identities', file])
  assert.match(associated.stdout, /it would get pod identity association/)
})

test('a list that cannot be read to its end is no good report', async (context) => {
  const { fake, kubeconfig } = await start(context)
  fake.onRequest = ({ path }) =>
    path === '/api/v1/pods'
      ? Promise.resolve({ code: 403, body: { kind: 'Status', message: 'no' } })
      : undefined
  const { code, stderr } = await podpass(['webhook', 'report', '--kubeconfig', kubeconfig])
  assert.equal(code, 1)
  assert.match(stderr, /the pods could not all be read: no/)
})

const refusals: readonly (readonly [words: string, code: 1 | 2, message: RegExp])[] = [
  ['--kubeconfig /nowhere', 1, /cannot read the kubeconfig `\/nowhere`/],
  ['--in-cluster', 2, /outside of a cluster --kubeconfig is needed/],
  ['--in-cluster --kubeconfig x', 2, /--in-cluster goes without --kubeconfig/],
  ['--dry-run', 2, /go with --repair/],
  ['--yes', 2, /go with --repair/],
  ['--repair', 2, /nobody can be asked here/],
  ['--repair --yes --json', 2, /--json goes without --repair/],
  ['--repair --yes --timeout soon', 2, /expected a duration/],
  ['--compose-role-arn', 2, /goes with --aws-account-id/],
  ['--token-expiration x', 2, /expected a whole number/],
]

for (const [words, code, message] of refusals)
  test(`refused: webhook report ${words}`, (context) =>
    refuse(['webhook', 'report', ...words.split(' ')], code, message, { env: { HOME: scratch(context) } }))
