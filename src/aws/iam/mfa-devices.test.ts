import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, createTestIam, fromBase32, now, refusalOf } from './iam.test-support.ts'
import { base32, codeAt, stepOf } from './one-time-codes.ts'

const serial = `arn:aws:iam::${account}:mfa/phones/ann`
const step = stepOf(now)

async function withDevice() {
  const iam = await createTestIam()
  await iam.call('CreateUser', { UserName: 'ann' })
  const made = await iam.call('CreateVirtualMFADevice', { VirtualMFADeviceName: 'ann', Path: '/phones/' })
  const { VirtualMFADevice } = made as {
    VirtualMFADevice: { SerialNumber: string; Base32StringSeed: Uint8Array }
  }
  assert.equal(VirtualMFADevice.SerialNumber, serial)
  const seedText = Buffer.from(VirtualMFADevice.Base32StringSeed).toString('ascii')
  assert.match(seedText, /^[A-Z2-7]{64}$/)
  const seed = fromBase32(seedText)
  const enable = (from: number) =>
    iam.call('EnableMFADevice', {
      UserName: 'ann',
      SerialNumber: serial,
      AuthenticationCode1: codeAt(seed, from),
      AuthenticationCode2: codeAt(seed, from + 1),
    })
  const { User } = (await iam.call('GetUser', { UserName: 'ann' })) as { User: { UserId: string } }
  return { ...iam, enable, seed, seedText, who: { account, userId: User.UserId } }
}

// https://www.rfc-editor.org/rfc/rfc6238#appendix-B, the last six of its eight digits
for (const [time, code] of [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const)
  test(`shows RFC 6238's code at ${time}`, () => {
    assert.equal(codeAt(Buffer.from('12345678901234567890'), stepOf(time * 1000)), code)
  })

test('base32 stands as RFC 4648 has it', () => {
  assert.equal(base32(Buffer.from('fooba')), 'MZXW6YTB')
})

test('a code of an enabled device counts once, and for its user alone', async () => {
  const { enable, iam, seed, who } = await withDevice()
  await enable(step - 2)
  const code = codeAt(seed, step)
  assert.equal(await iam.useMfaCode({ ...who, userId: 'AIDAOTHER' }, serial, code), false)
  assert.equal(await iam.useMfaCode(who, `${serial}x`, code), false)
  assert.equal(await iam.useMfaCode(who, serial, '12345x'), false)
  assert.equal(await iam.useMfaCode(who, serial, codeAt(seed, step - 1)), false, 'was shown before')
  assert.equal(await iam.useMfaCode(who, serial, code), true)
  assert.equal(await iam.useMfaCode(who, serial, code), false)
})

test('a device whose clock is off is taken by two codes, and its codes count from then on', async () => {
  const { call, enable, iam, seed, who } = await withDevice()
  await enable(step - 10)
  assert.equal(await iam.useMfaCode(who, serial, codeAt(seed, step - 8)), true)
  await call('ResyncMFADevice', {
    UserName: 'ann',
    SerialNumber: serial,
    AuthenticationCode1: codeAt(seed, step),
    AuthenticationCode2: codeAt(seed, step + 1),
  })
  assert.equal(await iam.useMfaCode(who, serial, codeAt(seed, step - 7)), false)
})

test('wrong codes, and two that do not follow each other, enable nothing', async () => {
  const { call, enable, seed } = await withDevice()
  const code = codeAt(seed, step)
  const refusal = '403 InvalidAuthenticationCode: Authentication code for device is not valid.'
  const input = {
    UserName: 'ann',
    SerialNumber: serial,
    AuthenticationCode1: code,
    AuthenticationCode2: code,
  }
  assert.equal(await refusalOf(call('EnableMFADevice', input)), refusal)
  assert.equal(await refusalOf(enable(step - 1000)), refusal)
  assert.deepEqual((await call('ListMFADevices', { UserName: 'ann' }))['MFADevices'], [])
})

test('a device is told with its user, never with its seed, and keeps both from deletion', async () => {
  const { call, enable, needs, seedText } = await withDevice()
  await enable(step - 1)
  const listed = await call('ListVirtualMFADevices', { AssignmentStatus: 'Assigned' })
  const [device] = listed['VirtualMFADevices'] as { User: { UserName: string } }[]
  assert.equal(device?.User.UserName, 'ann')
  assert.deepEqual(
    (await call('ListVirtualMFADevices', { AssignmentStatus: 'Unassigned' }))['VirtualMFADevices'],
    [],
  )
  assert.equal((await call('GetMFADevice', { SerialNumber: serial }))['UserName'], 'ann')
  assert.ok(!JSON.stringify([listed, needs.store.list('iam/')]).includes(seedText))
  assert.equal(
    await refusalOf(call('DeleteVirtualMFADevice', { SerialNumber: serial })),
    '409 DeleteConflict: MFA VirtualDevice in use. Must deactivate first.',
  )
  assert.match(await refusalOf(call('DeleteUser', { UserName: 'ann' })), /must delete MFA device first/)
  assert.match(await refusalOf(enable(step)), /^409 EntityAlreadyExists/)
  const summary = (await call('GetAccountSummary'))['SummaryMap'] as Record<string, number>
  assert.deepEqual([summary['MFADevices'], summary['MFADevicesInUse']], [1, 1])
  await call('DeactivateMFADevice', { UserName: 'ann', SerialNumber: serial })
  await call('DeleteVirtualMFADevice', { SerialNumber: serial })
  await call('DeleteUser', { UserName: 'ann' })
})

test('tags of a device come and go', async () => {
  const { call } = await withDevice()
  await call('TagMFADevice', { SerialNumber: serial, Tags: [{ Key: 'a', Value: 'b' }] })
  assert.deepEqual((await call('ListMFADeviceTags', { SerialNumber: serial }))['Tags'], [
    { Key: 'a', Value: 'b' },
  ])
  await call('UntagMFADevice', { SerialNumber: serial, TagKeys: ['a'] })
  assert.deepEqual((await call('ListMFADeviceTags', { SerialNumber: serial }))['Tags'], [])
})
