import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { endOfAll, podpass, refuse, succeed } from '../../podpass.test-support.ts'
import { createCluster, createRole, up, type Up } from '../../up.test-support.ts'

const end = endOfAll()
const subject = 'default/app'
let server: Up
let role: string
before(async () => {
  server = await up(end)
  role = await createRole(server, await createCluster(server), 'app', subject.replace('/', ':'))
  await createServiceAccount()
})

async function createServiceAccount(): Promise<void> {
  await succeed(['run', '--data', server.data, '--service-account', subject, '--', 'true'])
}

const token = async (): Promise<string> =>
  (
    await succeed([
      'token',
      'create',
      '--data',
      server.data,
      '--service-account',
      subject,
      '--audience',
      'sts.amazonaws.com',
    ])
  ).trim()

async function exchange(WebIdentityToken: string): Promise<string> {
  const { AssumeRoleWithWebIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const input = { RoleArn: role, RoleSessionName: 'one', WebIdentityToken }
  const client = new STSClient(server.clientConfig)
  return client.send(new AssumeRoleWithWebIdentityCommand(input)).then(
    () => 'credentials',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

test('a rotation keeps tokens good; an immediate one voids them, and says so', async () => {
  const early = await token()
  assert.equal(await exchange(early), 'credentials')

  const rotated = await podpass(['issuer', 'rotate', '--data', server.data])
  assert.equal(rotated.code, 0, rotated.stderr)
  assert.match(rotated.stdout, /is published and signs from/)
  assert.equal(rotated.stderr, '')
  assert.equal(await exchange(early), 'credentials')

  const replaced = await podpass(['issuer', 'rotate', '--data', server.data, '--immediately', '--json'])
  assert.equal(replaced.code, 0, replaced.stderr)
  const { Keys } = JSON.parse(replaced.stdout) as { Keys: { State: string }[] }
  assert.deepEqual(
    Keys.map((key) => key.State),
    ['signing'],
  )
  assert.match(replaced.stderr, /^warning: every token that this issuer signed before now is void\n/)
  assert.match(await exchange(early), /^InvalidIdentityToken/)
  assert.equal(await exchange(await token()), 'credentials')
})

test('a cluster that is not there has no key to rotate', () =>
  refuse(
    ['issuer', 'rotate', '--data', server.data, '--cluster', 'none', '--immediately'],
    1,
    /^podpass: there is no cluster `none`\n$/,
  ))
