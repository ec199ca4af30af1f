import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, event, setUp } from './cloudtrail.test-support.ts'
import type { CloudTrailNeeds } from './index.ts'

const member = '444455556666'
const stranger = '777788889999'
const member2 = '555566667777'

const organization = {
  organizationId: 'o-exampleorg',
  managementAccount: account,
  trustedServices: ['cloudtrail.amazonaws.com'],
}
const organizationOf: CloudTrailNeeds['organizationOf'] = (of) =>
  [account, member, member2].includes(of) ? organization : undefined

const ofMember = (of: string) => event({ recipientAccountId: of })
const arn = `arn:aws:cloudtrail:us-east-1:${account}:trail/all`
const logs = {
  CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${account}:log-group:g:*`,
  CloudWatchLogsRoleArn: `arn:aws:iam::${account}:role/writer`,
}

test('a trail of an organization holds the events of all its accounts, below its id', async () => {
  const { cloudtrail, files, logged, begin } = setUp({ organizationOf })
  await begin('all', { IsOrganizationTrail: true, S3KeyPrefix: 'p', ...logs })
  const events = [event(), ofMember(member), ofMember(stranger), ofMember(member2)]
  for (const each of events) cloudtrail.record(each)
  await cloudtrail.close()
  const held = [account, member, member2]
  const ids = [events[0]!, events[1]!, events[3]!].map(({ eventID }) => [eventID])
  assert.deepEqual(
    files.map((file) => file.ids),
    ids,
  )
  for (const [at, { key, trail, account: of }] of files.entries()) {
    const whose = held[at]!
    assert.match(
      key,
      new RegExp(`^p/AWSLogs/o-exampleorg/${whose}/CloudTrail/us-east-1/.*/${whose}_CloudTrail_us-east-1_`),
    )
    assert.deepEqual([trail, of], [arn, account])
  }
  assert.deepEqual(
    logged.map(({ stream, ids: those }) => [stream, those]),
    held.map((whose, at) => [`o-exampleorg_${whose}_CloudTrail_us-east-1`, ids[at]]),
  )
})

test('its digests are those of each account', async () => {
  const keys: string[] = []
  const buckets = {
    check: async () => undefined,
    put: async ({ key }: { readonly key: string }) => void keys.push(key),
  }
  const { cloudtrail, begin } = setUp({ organizationOf, buckets })
  await begin('all', { IsOrganizationTrail: true, EnableLogFileValidation: true })
  cloudtrail.record(event())
  cloudtrail.record(ofMember(member))
  await cloudtrail.close()
  assert.deepEqual(
    keys
      .filter((key) => key.includes('/CloudTrail-Digest/'))
      .map((key) => key.replace(/\d{4}\/\d{2}\/\d{2}\/(.*)_\d{8}T\d{6}Z/, '$1')),
    [account, member].map(
      (of) =>
        `AWSLogs/o-exampleorg/${of}/CloudTrail-Digest/us-east-1/${of}_CloudTrail-Digest_us-east-1_all_us-east-1.json.gz`,
    ),
  )
})

test('members see it by its ARN, and change nothing of it', async () => {
  const { ask, refused, begin } = setUp({ organizationOf })
  await begin('all', { IsOrganizationTrail: true })
  const as = { account: member }
  const { Trail } = await ask<{ Trail: object }>('GetTrail', { Name: arn }, as)
  assert.partialDeepStrictEqual(Trail, { TrailARN: arn, IsOrganizationTrail: true })
  const { trailList } = await ask<{ trailList: readonly { TrailARN: string }[] }>('DescribeTrails', {}, as)
  assert.deepEqual(
    trailList.map(({ TrailARN }) => TrailARN),
    [arn],
  )
  const { Trails } = await ask<{ Trails: readonly { TrailARN: string }[] }>('ListTrails', {}, as)
  assert.deepEqual(
    Trails.map(({ TrailARN }) => TrailARN),
    [arn],
  )
  assert.partialDeepStrictEqual(await ask('GetTrailStatus', { Name: arn }, as), { IsLogging: true })
  for (const operation of ['StopLogging', 'DeleteTrail', 'UpdateTrail'])
    assert.match(await refused(operation, { Name: arn }, as), /^TrailNotFoundException/)
  assert.match(await refused('GetTrail', { Name: 'all' }, as), /^TrailNotFoundException/)
  assert.match(await refused('GetTrail', { Name: arn }, { account: stranger }), /^TrailNotFoundException/)
  assert.deepEqual(await ask('ListTrails', {}, { account: stranger }), { Trails: [] })
})

test('only the management account makes one, once CloudTrail is trusted', async () => {
  const input = { Name: 'all', S3BucketName: 'the-bucket', IsOrganizationTrail: true }
  const { refused, ask } = setUp({ organizationOf })
  assert.match(
    await refused('CreateTrail', input, { account: member }),
    /^NotOrganizationMasterAccountException/,
  )
  assert.match(await refused('CreateTrail', input, { account: stranger }), /^OrganizationsNotInUseException/)
  const untrusted = setUp({ organizationOf: () => ({ ...organization, trustedServices: [] }) })
  assert.match(await untrusted.refused('CreateTrail', input), /^CloudTrailAccessNotEnabledException/)
  await ask('CreateTrail', { ...input, IsOrganizationTrail: false })
  assert.partialDeepStrictEqual(await ask('UpdateTrail', { Name: 'all', IsOrganizationTrail: true }), {
    IsOrganizationTrail: true,
  })
  assert.partialDeepStrictEqual(await ask('UpdateTrail', { Name: 'all' }), { IsOrganizationTrail: true })
  assert.partialDeepStrictEqual(await ask('UpdateTrail', { Name: 'all', IsOrganizationTrail: false }), {
    IsOrganizationTrail: false,
  })
})

test('an account that is in no organization any more is delivered to none', async () => {
  const left = new Set<string>()
  const { cloudtrail, files, begin } = setUp({
    organizationOf: (of) => (left.has(of) ? undefined : organizationOf(of)),
  })
  await begin('all', { IsOrganizationTrail: true })
  const before = ofMember(member)
  cloudtrail.record(before)
  left.add(member)
  cloudtrail.record(ofMember(member))
  await cloudtrail.close()
  assert.deepEqual(
    files.map(({ ids }) => ids),
    [[before.eventID]],
  )
})
