import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { compilePolicy, decide, parsePolicy } from '../../policy/index.ts'
import { AwsError, type Call, type Operation } from '../protocol/index.ts'
import type { AssumeRoleForPodIdentityOutput } from './operations/assume-role-for-pod-identity.ts'
import {
  createEksAuth,
  type EksAuthNeeds,
  type PodRole,
  type PodSessionRequest,
  type PodToken,
  type ServiceAssumption,
} from './index.ts'

const account = '111122223333'
const now = Date.parse('2026-11-21T12:00:00Z')
const clusterArn = `arn:aws:eks:us-east-1:${account}:cluster/production`
const roleArn = `arn:aws:iam::${account}:role/app`
const farArn = 'arn:aws:iam::444455556666:role/far'
const externalId = `us-east-1/${account}/production/shop/app`

const live: PodToken = {
  outcome: 'live',
  namespace: 'shop',
  serviceAccount: 'app',
  pod: { name: 'app-6f7c8d9b5-x2x4z', uid: 'b9e2' },
}

const tags = {
  'eks-cluster-arn': clusterArn,
  'eks-cluster-name': 'production',
  'kubernetes-namespace': 'shop',
  'kubernetes-service-account': 'app',
  'kubernetes-pod-name': 'app-6f7c8d9b5-x2x4z',
  'kubernetes-pod-uid': 'b9e2',
}

const pods = { Service: 'pods.eks.amazonaws.com' }
const both = ['sts:AssumeRole', 'sts:TagSession']

interface Scene {
  readonly token?: PodToken
  readonly role?: Partial<PodRole>
  /** Statements of the trust policies. */
  readonly trust?: object
  readonly farTrust?: object
  /** What the first role may do. */
  readonly allows?: object
  /** Why no session can be made. */
  readonly fault?: Error
}

const compile = (statement: object, kind: 'trust' | 'identity', name: string) => {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), kind)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return compilePolicy(parsed.document, { name })
}

function setUp(scene: Scene = {}) {
  const issued: PodSessionRequest[] = []
  const recorded: ServiceAssumption[] = []
  const trust = scene.trust ?? { Effect: 'Allow', Principal: pods, Action: both }
  const farTrust = scene.farTrust ?? { Effect: 'Allow', Principal: { AWS: account }, Action: both }
  const allows = scene.allows ?? { Effect: 'Allow', Action: both, Resource: farArn }
  const needs: EksAuthNeeds = {
    random: randomBytes,
    findTags: ({ name }) => (name === 'production' ? { stage: 'live' } : undefined),
    findPodRole: (_cluster, namespace, serviceAccount) =>
      namespace === 'shop' && serviceAccount === 'app'
        ? { associationArn: 'arn', associationId: 'a-1', roleArn, disableSessionTags: false, ...scene.role }
        : undefined,
    reviewToken: async () => scene.token ?? live,
    findRole: (arn) => {
      const common = { partition: 'aws', tags: {} }
      if (arn === roleArn)
        return {
          arn,
          id: 'AROAAPP',
          name: 'app',
          account,
          trustPolicy: compile(trust, 'trust', arn),
          ...common,
        }
      return arn === farArn
        ? {
            arn,
            id: 'AROAFAR',
            name: 'far',
            account: '444455556666',
            trustPolicy: compile(farTrust, 'trust', arn),
            ...common,
          }
        : undefined
    },
    policiesOfRole: () => ({ identity: [compile(allows, 'identity', 'own')] }),
    serviceControlOf: () => undefined,
    resourceControlOf: () => undefined,
    organizationOf: (id) =>
      id === account ? { organizationId: 'o-own0000000', path: 'o-own0000000/r-own0/' } : undefined,
    issueSession: (request) => {
      if (scene.fault !== undefined) throw scene.fault
      issued.push(request)
      return {
        accessKeyId: `ASIA${issued.length}`,
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiration: new Date(request.now + request.durationSeconds * 1000),
      }
    },
    recordAssumption: (assumption) => void recorded.push(assumption),
  }
  const handler = createEksAuth(needs).service.operations['AssumeRoleForPodIdentity'] as Operation<object>
  const call = {
    account,
    region: 'us-east-1',
    partition: 'aws',
    now,
    context: new Map(),
    notes: { checks: [], resources: [], additionalEventData: {} },
  } as unknown as Call
  const ask = async (clusterName = 'production') =>
    (await handler.invoke({ clusterName, token: 'a.b.c' }, call)) as AssumeRoleForPodIdentityOutput
  const refused = async (clusterName?: string) => {
    const error: unknown = await ask(clusterName).catch((caught: unknown) => caught)
    assert.ok(error instanceof AwsError, String(error))
    return `${error.status} ${error.code}: ${error.text}`
  }
  return { handler, call, ask, refused, issued, recorded }
}

const mayNotAssume =
  '400 AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.'
const mayNotAssumeTarget =
  '400 AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the target role.'

test('a live pod gets its role for six hours, with six transitive tags', async () => {
  const { ask, issued } = setUp()
  const answer = await ask()
  const [session] = issued
  const { sessionName } = session!.principal
  assert.match(sessionName, /^eks-production-app-6f7c8d-[0-9a-f-]{36}$/)
  assert.ok(sessionName.length <= 64)
  assert.deepEqual(answer, {
    subject: { namespace: 'shop', serviceAccount: 'app' },
    audience: 'pods.eks.amazonaws.com',
    podIdentityAssociation: { associationArn: 'arn', associationId: 'a-1' },
    assumedRoleUser: {
      arn: `arn:aws:sts::${account}:assumed-role/app/${sessionName}`,
      assumeRoleId: `AROAAPP:${sessionName}`,
    },
    credentials: {
      sessionToken: 'token',
      secretAccessKey: 'secret',
      accessKeyId: 'ASIA1',
      expiration: new Date('2026-11-21T18:00:00Z'),
    },
  })
  assert.deepEqual(session, {
    partition: 'aws',
    account,
    principal: { kind: 'role', id: 'AROAAPP', sessionName },
    tags,
    transitiveTagKeys: Object.keys(tags),
    chained: false,
    delivery: 'eks-pod-identity',
    durationSeconds: 21_600,
    now,
  })
})

test('the trail shows the assumption as a call of the service', async () => {
  const { ask, recorded } = setUp()
  await ask()
  const [{ userIdentity, requestParameters }] = recorded as [ServiceAssumption]
  assert.deepEqual(userIdentity, { type: 'AWSService', invokedBy: 'pods.eks.amazonaws.com' })
  assert.deepEqual(requestParameters['transitiveTagKeys'], Object.keys(tags))
  assert.equal(JSON.stringify(recorded).includes('secret'), false)
})

test('without session tags the role need not let them in', async () => {
  const trust = { Effect: 'Allow', Principal: pods, Action: 'sts:AssumeRole' }
  assert.equal(await setUp({ trust }).refused(), mayNotAssume)
  const { ask, issued } = setUp({ trust, role: { disableSessionTags: true } })
  await ask()
  assert.deepEqual([issued[0]!.tags, issued[0]!.transitiveTagKeys], [{}, []])
})

test('a trust policy may ask for the pod, the ServiceAccount and the cluster', async () => {
  const trustIf = (Condition: object) => ({
    trust: { Effect: 'Allow', Principal: pods, Action: both, Condition },
  })
  for (const condition of [
    {
      StringEquals: {
        'aws:RequestTag/kubernetes-namespace': 'shop',
        'aws:RequestTag/eks-cluster-arn': clusterArn,
      },
    },
    { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': clusterArn } },
    {
      StringEquals: {
        'aws:SourceOrgID': 'o-own0000000',
        'aws:ResourceOrgID': '${aws:SourceOrgID}',
        'aws:ResourceAccount': account,
      },
      'ForAnyValue:StringLike': { 'aws:SourceOrgPaths': 'o-own0000000/r-*' },
    },
    { 'ForAllValues:StringLike': { 'aws:TagKeys': ['eks-*', 'kubernetes-*'] } },
  ])
    await setUp(trustIf(condition)).ask()
  for (const condition of [
    { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'other' } },
    { ArnEquals: { 'aws:SourceArn': `${clusterArn}-2` } },
    { StringEquals: { 'aws:SourceAccount': '444455556666' } },
    { StringEquals: { 'aws:SourceOrgID': 'o-other00000' } },
    { StringEquals: { 'aws:PrincipalOrgID': 'o-own0000000' } },
  ])
    assert.equal(await setUp(trustIf(condition)).refused(), mayNotAssume)
})

test('a role that trusts others, denies or is not there is not assumed, and nothing is issued', async () => {
  const deny = { Effect: 'Deny', Principal: pods, Action: 'sts:AssumeRole' }
  for (const scene of [
    { trust: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: both } },
    { trust: { Effect: 'Allow', Principal: { AWS: account }, Action: both } },
    { trust: [{ Effect: 'Allow', Principal: pods, Action: both }, deny] },
    { role: { roleArn: `arn:aws:iam::${account}:role/gone` } },
  ]) {
    const { refused, issued, recorded } = setUp(scene)
    assert.equal(await refused(), mayNotAssume)
    assert.deepEqual([issued.length, recorded.length], [0, 0])
  }
})

test('tokens that are expired, forged or of pods that are gone are refused', async () => {
  const expired = setUp({ token: { outcome: 'expired', expiredAt: Date.parse('2026-11-21T11:00:00Z') } })
  assert.equal(
    await expired.refused(),
    '400 ExpiredTokenException: The token included in the request is expired: current date/time 2026-11-21T12:00:00.000Z must be before the expiration date/time 2026-11-21T11:00:00Z.',
  )
  const invalid = setUp({ token: { outcome: 'invalid', why: 'its pod is not there any more' } })
  assert.equal(
    await invalid.refused(),
    '400 InvalidTokenException: The token included in the request is invalid.',
  )
  const away = setUp({ token: { outcome: 'unavailable', why: 'it is away' } })
  assert.equal(
    await away.refused(),
    '503 ServiceUnavailableException: The cluster that the token is of does not answer.',
  )
  assert.deepEqual(invalid.call.notes.checks.at(-1), {
    name: 'pod token',
    passed: false,
    detail: 'its pod is not there any more',
  })
})

test('tags and a policy that are too large together are refused, and nothing is issued', async () => {
  const { refused, issued } = setUp({ fault: new AwsError({ code: 'PackedPolicyTooLarge' }) })
  assert.match(await refused(), /^400 InvalidRequestException: PackedPolicyTooLarge: the session tags/)
  assert.deepEqual(issued, [])
})

test('a cluster and an association that are not there are named', async () => {
  assert.equal(
    await setUp().refused('other'),
    '404 ResourceNotFoundException: No cluster found for name: other.',
  )
  const stranger = { ...live, serviceAccount: 'other' } as PodToken
  assert.equal(
    await setUp({ token: stranger }).refused(),
    '404 ResourceNotFoundException: No pod identity association found for service account other in namespace shop.',
  )
})

test('a target role is assumed by the first one for 59 minutes, and limited by the policy alone', async () => {
  const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
  const { ask, issued, recorded } = setUp({ role: { target: { roleArn: farArn, externalId }, policy } })
  const answer = await ask()
  assert.equal(issued.length, 2)
  const [first, second] = issued as [PodSessionRequest, PodSessionRequest]
  assert.equal(first.policies, undefined)
  assert.deepEqual(
    [second.account, second.durationSeconds, second.chained, second.policies, second.tags],
    ['444455556666', 3540, true, { arns: [], inline: policy }, tags],
  )
  assert.equal(
    answer.assumedRoleUser.arn,
    `arn:aws:sts::444455556666:assumed-role/far/${second.principal.sessionName}`,
  )
  assert.equal(answer.credentials.accessKeyId, 'ASIA2')
  assert.equal(recorded[1]!.requestParameters['externalId'], externalId)
  assert.equal(recorded[1]!.userIdentity['accessKeyId'], 'ASIA1')
})

test('a target role may ask for the external id, the tags and the first role', async () => {
  const target = { role: { target: { roleArn: farArn, externalId } } }
  const farIf = (Condition: object) => ({
    ...target,
    farTrust: { Effect: 'Allow', Principal: { AWS: account }, Action: both, Condition },
  })
  for (const condition of [
    { StringEquals: { 'sts:ExternalId': externalId } },
    { ArnEquals: { 'aws:PrincipalArn': roleArn } },
    { StringEquals: { 'aws:RequestTag/kubernetes-service-account': 'app' } },
    { StringEquals: { 'aws:PrincipalTag/kubernetes-pod-uid': 'b9e2' } },
  ])
    await setUp(farIf(condition)).ask()
  for (const condition of [
    { StringEquals: { 'sts:ExternalId': 'other' } },
    { ArnEquals: { 'aws:PrincipalArn': `${roleArn}-2` } },
  ])
    assert.equal(await setUp(farIf(condition)).refused(), mayNotAssumeTarget)
})

test('a target role is not assumed by a role that may not, nor one that does not trust it', async () => {
  const role = { target: { roleArn: farArn, externalId } }
  for (const scene of [
    { role, allows: { Effect: 'Allow', Action: 's3:*', Resource: '*' } },
    { role, allows: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: farArn } },
    { role, farTrust: { Effect: 'Allow', Principal: { AWS: '777788889999' }, Action: both } },
    { role: { target: { roleArn: `${farArn}-gone`, externalId } } },
  ])
    assert.equal(await setUp(scene).refused(), mayNotAssumeTarget)
})

test('a role of the association limits itself by the policy where there is no target', async () => {
  const policy = '{"Version":"2012-10-17","Statement":[]}'
  const { ask, issued } = setUp({ role: { policy, disableSessionTags: true } })
  await ask()
  assert.deepEqual(issued[0]!.policies, { arns: [], inline: policy })
})

test('whoever asks needs the permission on the cluster, by its tags', async () => {
  const { handler, call } = setUp()
  assert.ok(typeof handler.authorize === 'function')
  const [asked] = await handler.authorize({ clusterName: 'production', token: '' }, call)
  assert.deepEqual(asked, {
    action: 'eks-auth:AssumeRoleForPodIdentity',
    resource: clusterArn,
    context: new Map([['aws:resourcetag/stage', ['live']]]),
  })
  const policy = compile(
    {
      Effect: 'Allow',
      Action: 'eks-auth:*',
      Resource: clusterArn,
      Condition: { StringEquals: { 'aws:ResourceTag/stage': 'live' } },
    },
    'identity',
    'node',
  )
  const node = {
    kind: 'user',
    partition: 'aws',
    account,
    arn: 'arn:aws:iam::111122223333:user/n',
    id: 'AIDAN',
  } as const
  const decision = decide({
    principal: node,
    action: asked.action,
    resource: asked.resource,
    context: asked.context,
    policies: { identity: [policy] },
  })
  assert.equal(decision.effect, 'allow')
})

test('decisions on both roles are noted, so that it can be told why', async () => {
  const { ask, call } = setUp({ role: { target: { roleArn: farArn, externalId } } })
  await ask()
  assert.deepEqual(
    call.notes.decisions!.map(({ action, resource, decision }) => [action, resource, decision.effect]),
    [roleArn, farArn].flatMap((arn) => both.map((action) => [action, arn, 'allow'])),
  )
})
