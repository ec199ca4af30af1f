import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authenticatorLine } from './authenticator-line.ts'
import { type LogLines, openControlPlaneLogs } from './control-plane-logs.ts'

const noon = Date.parse('2026-11-21T12:00:00Z')
const record = {
  id: 'dev',
  name: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/A1',
  port: 0,
  wrappedToken: '',
}

function setUp(isLogged: (type: string) => boolean = () => true, failure?: Error) {
  const delivered: LogLines[] = []
  const faults: unknown[] = []
  const logs = openControlPlaneLogs(
    {
      clock: () => noon,
      isLogged: (_, type) => isLogged(type),
      deliver: async (lines) => {
        if (failure !== undefined) throw failure
        delivered.push(lines)
      },
      onFault: (fault) => void faults.push(fault),
    },
    record,
  )
  return { logs, delivered, faults }
}

test('lines reach the streams of EKS in batches, the last of them at the end', async () => {
  const { logs, delivered, faults } = setUp()
  logs.write('audit', 'a')
  logs.write('authenticator', 'b')
  logs.write('audit', 'c')
  await logs.close()
  logs.write('audit', 'late')
  assert.deepEqual(
    delivered.map(({ group, stream, events }) => [
      group,
      stream.replace(/[0-9a-f]{32}$/, 'HEX'),
      ...events.map(({ message }) => message),
    ]),
    [
      ['/aws/eks/dev/cluster', 'kube-apiserver-audit-HEX', 'a', 'c'],
      ['/aws/eks/dev/cluster', 'authenticator-HEX', 'b'],
    ],
  )
  assert.deepEqual(faults, [])
})

test('what is switched off is not kept, from one line to the next', async () => {
  let isOn = false
  const { logs, delivered } = setUp(() => isOn)
  logs.write('audit', 'unseen')
  isOn = true
  logs.write('audit', 'seen')
  isOn = false
  logs.write('audit', 'unseen')
  await logs.close()
  assert.deepEqual(
    delivered.flatMap(({ events }) => events.map(({ message }) => message)),
    ['seen'],
  )
})

test('lines that cannot be kept are told of, and hold nobody up', async () => {
  const failure = new Error('the disk is full')
  const { logs, faults } = setUp(() => true, failure)
  logs.write('audit', 'a')
  await logs.close()
  assert.deepEqual(faults, [failure])
})

test('more lines than the memory is to hold are dropped and counted', async () => {
  const { logs, delivered, faults } = setUp()
  const line = 'x'.repeat(1024 * 1024)
  for (let at = 0; at < 10; at++) logs.write('audit', line)
  await logs.close()
  assert.equal(delivered[0]!.events.length, 8)
  assert.match(String(faults[0]), /2 lines of its logs were dropped/)
})

test('a login is told as aws-iam-authenticator tells it', () => {
  const who = {
    arn: 'arn:aws:sts::111122223333:assumed-role/dev/ann',
    canonicalArn: 'arn:aws:iam::111122223333:role/dev',
    accountId: '111122223333',
    userId: 'AROADEV:ann',
    principalId: 'AROADEV',
    sessionName: 'ann',
    accessKeyId: 'ASIAEXAMPLE',
  }
  assert.equal(
    authenticatorLine(
      { outcome: 'success', who, host: 'sts.us-east-1.amazonaws.com', username: 'ann', groups: ['a', 'b'] },
      noon,
    ),
    'time="2026-11-21T12:00:00Z" level=info msg="access granted" arn=arn:aws:iam::111122223333:role/dev groups="[a b]" method=POST path=/authenticate sts=sts.us-east-1.amazonaws.com uid=aws-iam-authenticator:111122223333:AROADEV username=ann',
  )
  assert.equal(
    authenticatorLine({ outcome: 'invalid_token', problem: 'a "bad"\nlevel=info token' }, noon),
    'time="2026-11-21T12:00:00Z" level=warning msg="access denied" error="a \\"bad\\"\\nlevel=info token" method=POST path=/authenticate',
  )
})
