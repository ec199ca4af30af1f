import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { endOfAll, refuse, succeed } from '../../podpass.test-support.ts'
import { createCluster, up, type Up } from '../../up.test-support.ts'

const end = endOfAll()
let server: Up
before(async () => {
  server = await up(end)
})

const issuerCommand = (verb: string, ...words: string[]): string[] => [
  'issuer',
  verb,
  '--data',
  server.data,
  ...words,
]

interface Listed {
  readonly Issuer: string
  readonly Cluster: string
  readonly Keys: readonly { readonly KeyId: string; readonly State: string }[]
}

test('without a cluster there is nothing to list and nothing to rotate', async () => {
  assert.equal(await succeed(issuerCommand('list')), '')
  assert.deepEqual(JSON.parse(await succeed(issuerCommand('list', '--json'))), [])
  await refuse(issuerCommand('rotate'), 1, /there is no cluster yet; make one with: aws eks create-cluster/)
  await refuse(issuerCommand('rotate', '--cluster', 'dev'), 1, /there is no cluster `dev`/)
})

test('the list names each issuer and what each of its keys does', async () => {
  const issuer = await createCluster(server)
  assert.match(
    await succeed(issuerCommand('list')),
    new RegExp(`^dev\\t${issuer}\\n\\t[0-9a-f]{40} signs\\n$`),
  )
  const [listed] = JSON.parse(await succeed(issuerCommand('list', '--json'))) as Listed[]
  assert.deepEqual(
    [listed!.Issuer, listed!.Cluster, listed!.Keys.map(({ State }) => State)],
    [issuer, 'dev', ['signing']],
  )
})

test('a copy of documents asks for a kubeconfig that can be read and an API server that answers', async () => {
  await refuse(issuerCommand('mirror'), 2, /--kubeconfig is needed/)
  await refuse(issuerCommand('mirror', '--kubeconfig', '/none'), 1, /cannot read the kubeconfig/)
  await refuse(issuerCommand('mirror', '--every', 'soon'), 2, /expected a duration/)
  await refuse(issuerCommand('mirror', '--remove', 'https://none.example'), 1, /there is no copy of issuer/)
})

test('a rotation publishes the new key before it signs; a second one under way is refused', async () => {
  const text = await succeed(issuerCommand('rotate'))
  assert.match(text, /\t[0-9a-f]{40} signs\n/)
  assert.match(text, /\t[0-9a-f]{40} is published and signs from 20\d\d-\S+Z\n/)
  await refuse(
    issuerCommand('rotate'),
    1,
    /ValidationException: key [0-9a-f]{40} begins to sign at 20.*; rotate again after that/,
  )
  const [listed] = JSON.parse(await succeed(issuerCommand('list', '--json'))) as Listed[]
  assert.deepEqual(listed!.Keys.map(({ State }) => State).toSorted(), ['published', 'signing'])
})

test('with several clusters one has to be named', async () => {
  await createCluster(server, 'other')
  await refuse(issuerCommand('rotate'), 1, /there are several clusters; name one with --cluster/)
  const rotated = JSON.parse(await succeed(issuerCommand('rotate', '--cluster', 'other', '--json'))) as Listed
  assert.equal(rotated.Cluster, 'other')
  assert.equal(rotated.Keys.length, 2)
})
