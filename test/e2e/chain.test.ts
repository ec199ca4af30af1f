/** The whole chain: ServiceAccount, pod, token, session, call, decision, record; each link by its public API. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { DeleteClusterCommand } from '@aws-sdk/client-eks'
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromTokenFile } from '@aws-sdk/credential-providers'
import { createCluster, type Cluster } from './support/cluster.ts'
import { openInstallation, type Clients, type Installation } from './support/installation.ts'
import { callPodpass } from './support/podpass-call.ts'
import { describe } from './support/stage.ts'

let installation: Installation
let admin: Clients
let cluster: Cluster
let roleArn: string
const folder = mkdtempSync(join(tmpdir(), 'podpass-tokens-'))

before(async () => {
  // A cluster's own issuer is found by the table, so that no leave for private addresses is needed.
  installation = await openInstallation({ allowPrivateIssuers: false })
  admin = installation.clientsOf(installation.admin)
  cluster = await createCluster(installation, 'dev')
  await admin.iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: cluster.issuer, ClientIDList: ['sts.amazonaws.com'] }),
  )
  roleArn = await createRole('app', 'system:serviceaccount:shop:app')
  await admin.s3.send(new CreateBucketCommand({ Bucket: 'goods' }))
  await cluster.createServiceAccount('default', 'app')
  await cluster.createNamespace('shop')
  await cluster.createServiceAccount('shop', 'app', { 'eks.amazonaws.com/role-arn': roleArn })
})
after(async () => {
  cluster.api.close()
  await installation.stop()
  rmSync(folder, { recursive: true })
})

async function createRole(name: string, subject: string): Promise<string> {
  const { Role } = await admin.iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${installation.account}:oidc-provider/${cluster.provider}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${cluster.provider}:sub`]: subject,
              [`${cluster.provider}:aud`]: 'sts.amazonaws.com',
            },
          },
        },
      }),
    }),
  )
  await admin.iam.send(
    new PutRolePolicyCommand({
      RoleName: name,
      PolicyName: 'list',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::goods' },
      }),
    }),
  )
  return Role!.Arn!
}

/** What a pod's process does: the SDK with nothing but a token file and a role. */
function clientsOfPod(token: string, RoleArn = roleArn) {
  const file = join(mkdtempSync(join(folder, 'pod-')), 'token')
  writeFileSync(file, token)
  const { endpoint, region } = installation
  const config = {
    endpoint,
    region,
    maxAttempts: 1,
    credentials: fromTokenFile({
      webIdentityTokenFile: file,
      roleArn: RoleArn,
      roleSessionName: 'pod-1',
      clientConfig: { endpoint, region, maxAttempts: 1 },
    }),
  }
  return { s3: new S3Client({ ...config, forcePathStyle: true }), sts: new STSClient(config) }
}

const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'it was answered',
    (error: unknown) => describe(error),
  )

test('a pod gets exactly its role, is told why it may not do more, and each of its calls is on record', async () => {
  const pod = await cluster.createPod('shop', 'web', 'app')
  const env = Object.fromEntries((pod.spec.containers[0]!.env ?? []).map(({ name, value }) => [name, value]))
  assert.equal(env['AWS_ROLE_ARN'], roleArn)
  assert.equal(env['AWS_WEB_IDENTITY_TOKEN_FILE'], '/var/run/secrets/eks.amazonaws.com/serviceaccount/token')
  const volume = pod.spec.volumes?.find((each) => each.name === 'aws-iam-token')
  const projected = volume?.projected?.sources[0]?.serviceAccountToken
  assert.deepEqual(projected, { audience: 'sts.amazonaws.com', expirationSeconds: 86_400, path: 'token' })

  const token = await cluster.token({
    namespace: 'shop',
    serviceAccount: 'app',
    audiences: ['sts.amazonaws.com'],
    pod: { name: 'web', uid: pod.metadata.uid },
  })
  const { s3, sts } = clientsOfPod(token)

  const identity = await sts.send(new GetCallerIdentityCommand({}))
  const sessionArn = `arn:aws:sts::${installation.account}:assumed-role/app/pod-1`
  assert.equal(identity.Arn, sessionArn)
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket: 'goods' }))).KeyCount, 0)

  const denied = await s3.send(new ListBucketsCommand({})).catch((error: unknown) => error)
  const message = `User: ${sessionArn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`
  assert.equal(describe(denied), `403 AccessDenied: ${message}`)

  const exchanged = await findEvent('AssumeRoleWithWebIdentity')
  assert.partialDeepStrictEqual(exchanged, {
    eventSource: 'sts.amazonaws.com',
    userIdentity: { type: 'WebIdentityUser', userName: 'system:serviceaccount:shop:app' },
    requestParameters: { roleArn, roleSessionName: 'pod-1' },
    responseElements: { assumedRoleUser: { arn: sessionArn } },
  })
  assert.ok(!JSON.stringify(exchanged).includes(token.split('.')[2]!), 'the trail holds the token')

  const listed = await findEvent('ListBuckets')
  assert.partialDeepStrictEqual(listed, {
    eventSource: 's3.amazonaws.com',
    errorCode: 'AccessDenied',
    errorMessage: message,
    sourceIPAddress: '127.0.0.1',
    userIdentity: {
      type: 'AssumedRole',
      arn: sessionArn,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: roleArn, userName: 'app' },
        webIdFederationData: {
          federatedProvider: `arn:aws:iam::${installation.account}:oidc-provider/${cluster.provider}`,
        },
      },
    },
  })

  const { requestId } = (denied as { $metadata: { requestId: string } }).$metadata
  const { Decision: decision } = await callPodpass(installation, installation.admin, 'GetDecision', {
    RequestId: requestId,
  })
  assert.partialDeepStrictEqual(decision, {
    requestId,
    eventId: listed['eventID'],
    operation: 'ListBuckets',
    caller: { arn: sessionArn },
    authorizations: [
      {
        action: 's3:ListAllMyBuckets',
        decision: { effect: 'implicit-deny', missing: 'identity-based policy' },
      },
    ],
    outcome: { status: 403, code: 'AccessDenied', message },
  })
})

async function findEvent(name: string): Promise<Record<string, unknown>> {
  const { Events = [] } = await admin.cloudtrail.send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }] }),
  )
  assert.ok(Events.length > 0, `no event is called ${name}`)
  return JSON.parse(Events[0]!.CloudTrailEvent!) as Record<string, unknown>
}

test('a pod of a ServiceAccount without a role is left as it is', async () => {
  const pod = await cluster.createPod('default', 'plain', 'app')
  assert.equal(pod.spec.containers[0]!.env, undefined)
})

test('the same account of another namespace is refused', async () => {
  const token = await cluster.token({
    namespace: 'default',
    serviceAccount: 'app',
    audiences: ['sts.amazonaws.com'],
  })
  assert.equal(
    await refusal(clientsOfPod(token).sts.send(new GetCallerIdentityCommand({}))),
    '403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  )
})

test('a token for the API server is no token for AWS', async () => {
  const token = await cluster.token({ namespace: 'shop', serviceAccount: 'app' })
  assert.equal(
    await refusal(clientsOfPod(token).sts.send(new GetCallerIdentityCommand({}))),
    '400 InvalidIdentityToken: Incorrect token audience',
  )
})

test("another cluster's account of the same name is refused, and a deleted cluster vouches for nobody", async () => {
  const other = await createCluster(installation, 'other')
  await other.createServiceAccount('default', 'app')
  const wish = { namespace: 'default', serviceAccount: 'app', audiences: ['sts.amazonaws.com'] }
  const token = await other.token(wish)
  assert.equal(
    await refusal(clientsOfPod(token).sts.send(new GetCallerIdentityCommand({}))),
    `400 InvalidIdentityToken: No OpenIDConnect provider found in your account for ${other.issuer}`,
  )
  await admin.iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: other.issuer, ClientIDList: ['sts.amazonaws.com'] }),
  )
  assert.equal(
    await refusal(clientsOfPod(token).sts.send(new GetCallerIdentityCommand({}))),
    '403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  )
  other.api.close()
  await admin.eks.send(new DeleteClusterCommand({ name: 'other' }))
  assert.match(
    await refusal(clientsOfPod(token).sts.send(new GetCallerIdentityCommand({}))),
    /^400 InvalidIdentityToken: Couldn't retrieve verification key from your identity provider, {2}please reference/,
  )
})

test('the documents of a foreign issuer are not fetched from a private address unless that is allowed', async () => {
  const { openForeignIssuers } = await import('./support/foreign-issuer.ts')
  const { makeToken } = await import('./support/tokens.ts')
  const issuers = await openForeignIssuers()
  try {
    await admin.iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: `${issuers.origin}/app`,
        ClientIDList: ['sts.amazonaws.com'],
        ThumbprintList: [issuers.thumbprint],
      }),
    )
    assert.match(
      await refusal(clientsOfPod(await makeToken(issuers)).sts.send(new GetCallerIdentityCommand({}))),
      /^400 InvalidIdentityToken: Couldn't retrieve verification key/,
    )
    assert.deepEqual(issuers.asked, [])
  } finally {
    await issuers.close()
  }
})
