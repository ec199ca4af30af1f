/** What hangs on users, groups and roles: so many of each, and as long as any is there, its holder cannot be deleted. */
import assert from 'node:assert/strict'
import { createPublicKey, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { makeRoot, newKey } from '../../kit/index.ts'
import {
  account,
  allow,
  createTestIam,
  ec2Trust,
  fromBase32,
  now,
  type Output,
  refusalOf,
  type TestIam,
} from './iam.test-support.ts'
import { codeAt, stepOf } from './one-time-codes.ts'

interface Belonging {
  readonly what: string
  readonly holder: 'User' | 'Group' | 'Role'
  readonly limit: number
  /** What AWS calls the quota. */
  readonly quota: string
  /** What is to be done first, in the words of the refusal. */
  readonly first: string
  /** Adds one, and resolves to what takes it away again. */
  readonly add: (iam: TestIam, index: number) => Promise<() => Promise<unknown>>
}

const UserName = 'ann'
const policyArn = (index: number): string => `arn:aws:iam::${account}:policy/p${index}`

/** Nobody holds its private half. */
function publicKey(): string {
  const modulus = randomBytes(256)
  modulus[0]! |= 0x80
  modulus[255]! |= 1
  const n = modulus.toString('base64url')
  return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  })
}

const attached = (holder: Belonging['holder']): Belonging => ({
  what: 'attached policies',
  holder,
  limit: 10,
  quota: `PoliciesPer${holder}`,
  first: 'detach all policies',
  add: async ({ call }, index) => {
    const input = { [`${holder}Name`]: UserName, PolicyArn: policyArn(index) }
    await call('CreatePolicy', { PolicyName: `p${index}`, PolicyDocument: allow('s3:*') })
    await call(`Attach${holder}Policy`, input)
    return () => call(`Detach${holder}Policy`, input)
  },
})

const belongings: readonly Belonging[] = [
  attached('User'),
  attached('Group'),
  attached('Role'),
  {
    what: 'access keys',
    holder: 'User',
    limit: 2,
    quota: 'AccessKeysPerUser',
    first: 'delete access keys',
    add: async ({ call }) => {
      const { AccessKey } = await call('CreateAccessKey', { UserName })
      const { AccessKeyId } = AccessKey as Output
      return () => call('DeleteAccessKey', { UserName, AccessKeyId })
    },
  },
  {
    what: 'groups',
    holder: 'User',
    limit: 10,
    quota: 'GroupsPerUser',
    first: 'remove users from group',
    add: async ({ call }, index) => {
      const input = { UserName, GroupName: `g${index}` }
      await call('CreateGroup', { GroupName: input.GroupName })
      await call('AddUserToGroup', input)
      return () => call('RemoveUserFromGroup', input)
    },
  },
  {
    what: 'MFA devices',
    holder: 'User',
    limit: 8,
    quota: 'MFADevicesPerUser',
    first: 'delete MFA device',
    add: async ({ call }, index) => {
      const made = await call('CreateVirtualMFADevice', { VirtualMFADeviceName: `d${index}` })
      const { SerialNumber, Base32StringSeed } = made['VirtualMFADevice'] as {
        readonly SerialNumber: string
        readonly Base32StringSeed: Uint8Array
      }
      const seed = fromBase32(Buffer.from(Base32StringSeed).toString('ascii'))
      const [AuthenticationCode1, AuthenticationCode2] = [1, 0].map((back) =>
        codeAt(seed, stepOf(now) - back),
      )
      await call('EnableMFADevice', { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 })
      return () => call('DeactivateMFADevice', { UserName, SerialNumber })
    },
  },
  {
    what: 'SSH keys',
    holder: 'User',
    limit: 5,
    quota: 'SSHPublicKeysPerUser',
    first: 'remove referenced objects',
    add: async ({ call }) => {
      const made = await call('UploadSSHPublicKey', { UserName, SSHPublicKeyBody: publicKey() })
      const { SSHPublicKeyId } = made['SSHPublicKey'] as Output
      return () => call('DeleteSSHPublicKey', { UserName, SSHPublicKeyId })
    },
  },
  {
    what: 'signing certificates',
    holder: 'User',
    limit: 2,
    quota: 'CertificatesPerUser',
    first: 'delete certificates',
    add: async ({ call }, index) => {
      const CertificateBody = await makeRoot({ key: newKey(), commonName: `c${index}`, now })
      const made = await call('UploadSigningCertificate', { UserName, CertificateBody })
      const { CertificateId } = made['Certificate'] as Output
      return () => call('DeleteSigningCertificate', { UserName, CertificateId })
    },
  },
  {
    what: 'credentials of one service',
    holder: 'User',
    limit: 2,
    quota: 'ServiceSpecificCredentialsPerUser',
    first: 'remove referenced objects',
    add: async ({ call }) => {
      const ServiceName = 'codecommit.amazonaws.com'
      const made = await call('CreateServiceSpecificCredential', { UserName, ServiceName })
      const { ServiceSpecificCredentialId } = made['ServiceSpecificCredential'] as Output
      return () => call('DeleteServiceSpecificCredential', { UserName, ServiceSpecificCredentialId })
    },
  },
]

for (const { what, holder, limit, quota, first, add } of belongings)
  test(`a ${holder.toLowerCase()} has ${limit} ${what} at most, and is deleted only without any`, async () => {
    const iam = await createTestIam()
    await iam.call(`Create${holder}`, { [`${holder}Name`]: UserName, AssumeRolePolicyDocument: ec2Trust })
    const takeAway: (() => Promise<unknown>)[] = []
    for (let index = 0; index < limit; index++) takeAway.push(await add(iam, index))
    assert.equal(
      await refusalOf(add(iam, limit)),
      `409 LimitExceeded: Cannot exceed quota for ${quota}: ${limit}`,
    )
    const deletion = () => refusalOf(iam.call(`Delete${holder}`, { [`${holder}Name`]: UserName }))
    for (const take of takeAway) {
      assert.equal(await deletion(), `409 DeleteConflict: Cannot delete entity, must ${first} first.`)
      await take()
    }
    assert.match(await deletion(), /^no refusal/)
  })

test('white space counts in no size of a policy', async () => {
  const { call } = await createTestIam()
  const wide = (document: string, to: number) => document.replace('{', `{${' \n\t'.repeat(to)}`)
  await call('CreatePolicy', { PolicyName: 'wide', PolicyDocument: wide(allow('s3:*'), 2500) })
  await call('CreateRole', { RoleName: 'wide', AssumeRolePolicyDocument: wide(ec2Trust, 1500) })
  await call('CreateUser', { UserName: 'wide' })
  const inline = { UserName: 'wide', PolicyName: 'p', PolicyDocument: wide(allow('s3:*'), 1500) }
  await call('PutUserPolicy', inline)
  await call('CreateGroup', { GroupName: 'wide' })
  const ofGroup = { GroupName: 'wide', PolicyName: 'p', PolicyDocument: wide(allow('s3:*'), 3000) }
  await call('PutGroupPolicy', ofGroup)
})

test('whoever is deleted stays in trust policies as a unique id, and nobody else of that name is let in', async () => {
  const { call } = await createTestIam()
  await call('CreateUser', { UserName: 'ann' })
  await call('CreateRole', { RoleName: 'caller', AssumeRolePolicyDocument: ec2Trust })
  const arns = [`arn:aws:iam::${account}:user/ann`, `arn:aws:iam::${account}:role/caller`]
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: arns }, Action: 'sts:AssumeRole' }],
  }
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: JSON.stringify(trust) })
  const principals = async (): Promise<readonly string[]> => {
    const { Role } = await call('GetRole', { RoleName: 'r' })
    const text = decodeURIComponent((Role as Output)['AssumeRolePolicyDocument'] as string)
    const { Statement } = JSON.parse(text) as { Statement: [{ Principal: { AWS: string[] } }] }
    return Statement[0].Principal.AWS
  }
  assert.deepEqual(await principals(), arns)
  await call('DeleteUser', { UserName: 'ann' })
  await call('DeleteRole', { RoleName: 'caller' })
  const gone = await principals()
  assert.match(gone[0]!, /^AIDA[A-Z2-7]{17}$/)
  assert.match(gone[1]!, /^AROA[A-Z2-7]{17}$/)
  await call('CreateUser', { UserName: 'ann' })
  await call('CreateRole', { RoleName: 'caller', AssumeRolePolicyDocument: ec2Trust })
  assert.deepEqual(await principals(), gone)
})
