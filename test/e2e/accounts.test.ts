/** Several accounts through the wire: who comes into which, what one learns of another, and the policies above them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CreateClusterCommand } from '@aws-sdk/client-eks'
import table from './cases/accounts.json' with { type: 'json' }
import control from './cases/control-policies.json' with { type: 'json' }
import { createCluster } from './support/cluster.ts'
import { openStage, play, playCase, type Case, type Stage, type Step } from './support/stage.ts'

const given = table.given as unknown as readonly Step[]
const cases = table.cases as unknown as readonly Case[]
const controlCases = control.cases as unknown as readonly Case[]

let stage: Stage
before(async () => {
  stage = await openStage()
  for (const step of given) await play(stage, step)
})
after(() => stage.close())

for (const each of cases)
  test(`${each.as ?? 'admin'}, ${each.call}: ${each.name}`, () => playCase(stage, each))

interface Event {
  readonly eventID: string
  readonly requestID: string
  readonly sharedEventID?: string
  readonly recipientAccountId: string
  readonly userIdentity: Readonly<Record<string, unknown>>
  readonly requestParameters: { readonly roleArn?: string; readonly roleSessionName?: string }
  readonly resources?: readonly { readonly arn?: string; readonly ARN?: string; readonly accountId: string }[]
}

/** The assumptions under a session name that an account sees. */
async function assumptionsSeenBy(as: string, session: string): Promise<readonly Event[]> {
  const found = await play(stage, {
    as,
    call: 'cloudtrail:LookupEvents',
    input: { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRole' }] },
  })
  return (found['Events'] as { CloudTrailEvent: string }[])
    .map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent) as Event)
    .filter(({ requestParameters }) => requestParameters?.roleSessionName === session)
}

test('an assumption of another account’s role stands in the trails of both, and of no third one', async () => {
  await play(stage, {
    as: 'sam',
    call: 'sts:AssumeRole',
    input: { RoleArn: 'arn:aws:iam::333333333333:role/open', RoleSessionName: 'told-twice' },
  })
  const [callers, ...more] = await assumptionsSeenBy('shop', 'told-twice')
  const [owners, ...others] = await assumptionsSeenBy('bank', 'told-twice')
  assert.deepEqual([more, others], [[], []])
  assert.deepEqual(await assumptionsSeenBy('admin', 'told-twice'), [])
  assert.ok(callers!.sharedEventID)
  assert.equal(owners!.sharedEventID, callers!.sharedEventID)
  assert.equal(owners!.requestID, callers!.requestID)
  assert.notEqual(owners!.eventID, callers!.eventID)
  assert.deepEqual(
    [callers!.recipientAccountId, owners!.recipientAccountId],
    ['222222222222', '333333333333'],
  )
  assert.equal(callers!.userIdentity['arn'], 'arn:aws:iam::222222222222:user/sam')
  assert.deepEqual(owners!.userIdentity, {
    type: 'AWSAccount',
    principalId: callers!.userIdentity['principalId'],
    accountId: '222222222222',
  })
  assert.equal(owners!.resources?.[0]?.accountId, '333333333333')
})

test('an assumption that was denied stands in the caller’s trail alone', async () => {
  const RoleArn = 'arn:aws:iam::333333333333:role/shut'
  await assert.rejects(
    play(stage, { as: 'sam', call: 'sts:AssumeRole', input: { RoleArn, RoleSessionName: 'told-once' } }),
  )
  const [callers] = await assumptionsSeenBy('shop', 'told-once')
  assert.equal(callers!.sharedEventID, undefined)
  assert.deepEqual(await assumptionsSeenBy('bank', 'told-once'), [])
})

test('why a role of another account was denied is told without its trust policy', async () => {
  const seen: string[] = []
  for (const name of ['shut', 'none']) {
    const RoleArn = `arn:aws:iam::333333333333:role/${name}`
    await assert.rejects(
      play(stage, { as: 'sam', call: 'sts:AssumeRole', input: { RoleArn, RoleSessionName: 'asking' } }),
    )
    const { Decision } = await play(stage, { as: 'shop', call: 'podpass:GetDecision', input: { Last: true } })
    const { authorizations } = Decision as { authorizations: { explanation: object; decision: object }[] }
    seen.push(JSON.stringify(authorizations.map(({ explanation, decision }) => [explanation, decision])))
  }
  assert.equal(seen[0]!.replaceAll('role/shut', 'role/none'), seen[1]!.replaceAll('role/shut', 'role/none'))
})

test('pods of one account’s cluster get a role of another’s, and the clusters of each are its own', async (t) => {
  const own = { ...stage.installation, account: '222222222222', admin: stage.callers.get('shop')! }
  const cluster = await createCluster(own, 'dev')
  t.after(() => cluster.api.close())
  await play(stage, {
    as: 'bank',
    call: 'iam:CreateOpenIDConnectProvider',
    input: { Url: cluster.issuer, ClientIDList: ['sts.amazonaws.com'] },
  })
  const trust = {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::333333333333:oidc-provider/${cluster.provider}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${cluster.provider}:sub`]: 'system:serviceaccount:shop:app' } },
  }
  await play(stage, {
    as: 'bank',
    call: 'iam:CreateRole',
    input: {
      RoleName: 'of-the-cluster',
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    },
  })
  await cluster.createNamespace('shop')
  await cluster.createServiceAccount('shop', 'app')
  const wish = { namespace: 'shop', serviceAccount: 'app', audiences: ['sts.amazonaws.com'] }
  const { AssumedRoleUser } = await play(stage, {
    call: 'sts:AssumeRoleWithWebIdentity',
    input: {
      RoleArn: 'arn:aws:iam::333333333333:role/of-the-cluster',
      RoleSessionName: 'pod',
      WebIdentityToken: await cluster.token(wish),
    },
  })
  assert.equal(
    (AssumedRoleUser as { Arn: string }).Arn,
    'arn:aws:sts::333333333333:assumed-role/of-the-cluster/pod',
  )

  const listed = async (as: string) => [
    (await play(stage, { as, call: 'eks:ListClusters' }))['clusters'],
    ((await play(stage, { as, call: 'podpass:ListIssuers' }))['Issuers'] as { Issuer: string }[]).map(
      ({ Issuer }) => Issuer,
    ),
  ]
  assert.deepEqual(await listed('shop'), [['dev'], [cluster.issuer]])
  assert.deepEqual(await listed('bank'), [[], []])
  // The installation's own administrators look after its issuers.
  assert.deepEqual(await listed('admin'), [[], [cluster.issuer]])
  await assert.rejects(
    play(stage, { as: 'bank', call: 'podpass:RotateIssuerKey', input: { Issuer: cluster.issuer } }),
    { name: 'ResourceNotFoundException' },
  )

  // A cluster of the same name in another account is another one.
  const twin = { ...stage.installation, account: '333333333333', admin: stage.callers.get('bank')! }
  await twin.clientsOf(twin.admin).eks.send(
    new CreateClusterCommand({
      name: 'dev',
      roleArn: 'arn:aws:iam::333333333333:role/eks',
      resourcesVpcConfig: { subnetIds: ['subnet-0a'] },
    }),
  )
  const issuers = (await listed('admin'))[1] as string[]
  assert.equal(new Set(issuers).size, 2)
})

// Last, because an account is closed in the end.
for (const each of controlCases)
  test(`${each.as ?? 'admin'}, ${each.call}: ${each.name}`, () => playCase(stage, each))
