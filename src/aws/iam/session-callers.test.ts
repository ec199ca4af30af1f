import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../../policy/index.ts'
import { AwsError, type Call, type Operation, type SessionFacts } from '../protocol/index.ts'
import { account, callOf, createTestIam } from './iam.test-support.ts'

const session: SessionFacts = {
  issuedAt: 0,
  expiresAt: 3600,
  mfaAuthenticated: false,
  tags: {},
  transitiveTagKeys: [],
  chained: false,
}
const inAccount = { partition: 'aws', account } as const
const user: Principal = {
  kind: 'user',
  ...inAccount,
  arn: `arn:aws:iam::${account}:user/alice`,
  id: 'AIDAALICE',
}
const federated: Principal = {
  kind: 'federated-user',
  ...inAccount,
  arn: `arn:aws:sts::${account}:federated-user/fay`,
  userArn: user.arn,
}
const ofRole: Principal = {
  kind: 'role-session',
  ...inAccount,
  arn: `arn:aws:sts::${account}:assumed-role/app/one`,
  roleArn: `arn:aws:iam::${account}:role/app`,
  roleId: 'AROAAPP',
  sessionName: 'one',
}

/** Which operations refuse the caller before they look at what it asks for. */
async function refusals(principal: Principal, facts: SessionFacts | undefined) {
  const { iam } = await createTestIam()
  const all = Object.entries(iam.service.operations)
  const refused: string[] = []
  for (const [name, operation] of all) {
    const { authorize } = operation as Operation<object>
    assert.ok(typeof authorize === 'function', name)
    const call = callOf(name, principal)
    const asked: Call = { ...call, caller: { ...call.caller, session: facts } }
    const read = new Error('the input was read')
    const input = new Proxy({}, { get: () => assert.fail(read) })
    try {
      await authorize(input, asked)
    } catch (fault) {
      if (fault === read) continue
      if (!(fault instanceof AwsError)) throw fault
      assert.equal(`${fault.status} ${fault.code}: ${fault.text}`, refusal, name)
      refused.push(name)
    }
  }
  return { refused: refused.length, all: all.length }
}

const refusal = '403 InvalidClientTokenId: The security token included in the request is invalid'

for (const [whose, principal] of Object.entries({
  user,
  root: { kind: 'root', ...inAccount } as const,
  'federated user': federated,
}))
  test(`no operation takes a session of a ${whose} that was not begun with MFA`, async () => {
    const { refused, all } = await refusals(principal, session)
    assert.equal(refused, all)
  })

test('a session with MFA may call IAM, unless it is that of a federated user', async () => {
  const withMfa = { ...session, mfaAuthenticated: true }
  assert.equal((await refusals(user, withMfa)).refused, 0)
  const { refused, all } = await refusals(federated, withMfa)
  assert.equal(refused, all)
})

test('sessions of roles and keys that do not expire may call IAM', async () => {
  assert.equal((await refusals(ofRole, session)).refused, 0)
  assert.equal((await refusals(user, undefined)).refused, 0)
})
