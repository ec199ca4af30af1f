import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../../policy/index.ts'
import { account, createTestIam, refusalOf } from './iam.test-support.ts'

async function withAnn() {
  const iam = await createTestIam()
  await iam.call('CreateUser', { UserName: 'ann' })
  await iam.call('CreateLoginProfile', { UserName: 'ann', Password: 'Correct-horse-1' })
  const { User } = (await iam.call('GetUser', { UserName: 'ann' })) as {
    User: { UserId: string; Arn: string }
  }
  const ann: Principal = { kind: 'user', partition: 'aws', account, arn: User.Arn, id: User.UserId }
  return { ...iam, ann }
}

test('a password is kept as a hash that nobody is shown', async () => {
  const { call, needs } = await withAnn()
  const { LoginProfile } = await call('GetLoginProfile', { UserName: 'ann' })
  assert.deepEqual(Object.keys(LoginProfile as object), ['UserName', 'CreateDate', 'PasswordResetRequired'])
  assert.ok(!JSON.stringify(needs.store.list('iam/')).includes('Correct-horse'))
})

test('a user changes the own password by showing the old one', async () => {
  const { ann, call } = await withAnn()
  await call('UpdateLoginProfile', { UserName: 'ann', PasswordResetRequired: true })
  const change = (OldPassword: string, NewPassword: string, who: Principal = ann) =>
    call('ChangePassword', { OldPassword, NewPassword }, who)
  assert.equal(
    await refusalOf(change('Wrong-horse-11', 'Battery-staple-2')),
    '403 AccessDenied: The old password was incorrect.',
  )
  await change('Correct-horse-1', 'Battery-staple-2')
  const { LoginProfile } = await call('GetLoginProfile', { UserName: 'ann' })
  assert.equal((LoginProfile as { PasswordResetRequired: boolean }).PasswordResetRequired, false)
  assert.match(await refusalOf(change('Correct-horse-1', 'Battery-staple-3')), /old password/)
  const root: Principal = { kind: 'root', partition: 'aws', account }
  assert.match(await refusalOf(change('a', 'b', root)), /^400 InvalidUserType: Only IAM Users/)
})

test('earlier passwords do not come back where the policy forbids it', async () => {
  const { ann, call } = await withAnn()
  await call('UpdateAccountPasswordPolicy', { PasswordReusePrevention: 2 })
  await call('ChangePassword', { OldPassword: 'Correct-horse-1', NewPassword: 'second-password' }, ann)
  const back = (NewPassword: string) =>
    refusalOf(call('ChangePassword', { OldPassword: 'second-password', NewPassword }, ann))
  assert.match(await back('Correct-horse-1'), /^400 PasswordPolicyViolation/)
  assert.match(await back('second-password'), /^400 PasswordPolicyViolation/)
})

const rules = [
  [{ MinimumPasswordLength: 10 }, 'short-one', 'Password should have a minimum length of 10'],
  [{ RequireUppercaseCharacters: true }, 'lower-1', 'Password should have at least one uppercase letter'],
  [{ RequireLowercaseCharacters: true }, 'UPPER-1', 'Password should have at least one lowercase letter'],
  [{ RequireNumbers: true }, 'No-numbers', 'Password should have at least one number'],
  [{ RequireSymbols: true }, 'NoSymbols1', 'Password should have at least one symbol'],
] as const

for (const [policy, Password, message] of rules)
  test(`refuses a password: ${message}`, async () => {
    const { call } = await withAnn()
    await call('UpdateAccountPasswordPolicy', policy)
    const refusal = await refusalOf(call('UpdateLoginProfile', { UserName: 'ann', Password }))
    assert.equal(refusal, `400 PasswordPolicyViolation: ${message}`)
  })

test('a password policy goes back to its defaults for what is not named', async () => {
  const { call } = await createTestIam()
  await call('UpdateAccountPasswordPolicy', { RequireSymbols: true, MaxPasswordAge: 90 })
  await call('UpdateAccountPasswordPolicy', { MinimumPasswordLength: 12 })
  assert.deepEqual((await call('GetAccountPasswordPolicy'))['PasswordPolicy'], {
    MinimumPasswordLength: 12,
    RequireSymbols: false,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: false,
    MaxPasswordAge: undefined,
    PasswordReusePrevention: undefined,
    HardExpiry: undefined,
  })
  await call('DeleteAccountPasswordPolicy')
  assert.match(await refusalOf(call('GetAccountPasswordPolicy')), /^404 NoSuchEntity: The Password Policy/)
})

test('an account has one alias, and no two have the same', async () => {
  const { call, iam } = await createTestIam()
  await call('CreateAccountAlias', { AccountAlias: 'first' })
  await call('CreateAccountAlias', { AccountAlias: 'second' })
  assert.deepEqual((await call('ListAccountAliases'))['AccountAliases'], ['second'])
  await call('CreateAccountAlias', { AccountAlias: 'first' })
  await call('DeleteAccountAlias', { AccountAlias: 'first' })
  assert.deepEqual((await call('ListAccountAliases'))['AccountAliases'], [])
  assert.equal(iam.listAccounts().length, 1)
})
