import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gatewayUnderTest } from './gateway.test-support.ts'

const identity = { Action: 'GetCallerIdentity', Version: '2011-06-15' }
const exchange = (WebIdentityToken: string) => ({
  Action: 'AssumeRoleWithWebIdentity',
  Version: '2011-06-15',
  RoleArn: 'arn:aws:iam::123456789012:role/app',
  RoleSessionName: 'me',
  WebIdentityToken,
})

test('the event of a session has the fields of CloudTrail in the order of CloudTrail', async () => {
  const { send, observed } = gatewayUnderTest()
  const answer = await send({
    path: '/',
    sign: { service: 's3', as: 'session', region: 'us-east-2' },
    tls: true,
  })
  assert.equal(answer.status, 403)
  const [event] = observed.events
  assert.deepEqual(Object.keys(event!), [
    'eventVersion',
    'userIdentity',
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'sourceIPAddress',
    'userAgent',
    'errorCode',
    'errorMessage',
    'requestParameters',
    'responseElements',
    'additionalEventData',
    'requestID',
    'eventID',
    'readOnly',
    'eventType',
    'managementEvent',
    'recipientAccountId',
    'eventCategory',
    'tlsDetails',
  ])
  assert.deepEqual(JSON.parse(JSON.stringify(event)), {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAAPP:botocore-session-1',
      arn: 'arn:aws:sts::123456789012:assumed-role/app/botocore-session-1',
      accountId: '123456789012',
      accessKeyId: 'ASIASESSION000000000',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAAPP',
          arn: 'arn:aws:iam::123456789012:role/team/app',
          accountId: '123456789012',
          userName: 'app',
        },
        webIdFederationData: {
          federatedProvider:
            'arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE',
          attributes: {
            'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:sub': 'system:serviceaccount:default:app',
          },
        },
        attributes: { creationDate: '2026-11-21T11:59:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: '2026-11-21T12:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    awsRegion: 'us-east-2',
    sourceIPAddress: '192.0.2.7',
    userAgent: '[test/1.0]',
    errorCode: 'AccessDenied',
    errorMessage: answer.message,
    requestParameters: { Host: '127.0.0.1:4566' },
    responseElements: null,
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': answer.headers['x-amz-id-2'],
      bytesTransferredOut: Buffer.byteLength(answer.body),
    },
    requestID: answer.headers['x-amz-request-id'],
    eventID: observed.decisions[0]!.eventId,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: '127.0.0.1:4566',
    },
  })
})

const identities: readonly (readonly [
  string,
  Parameters<ReturnType<typeof gatewayUnderTest>['send']>[0],
  unknown,
])[] = [
  [
    'root',
    { form: identity, sign: { as: 'root' } },
    {
      type: 'Root',
      principalId: '123456789012',
      arn: 'arn:aws:iam::123456789012:root',
      accountId: '123456789012',
      accessKeyId: 'AKIAROOT000000000000',
    },
  ],
  [
    'a user',
    { form: identity, sign: {} },
    {
      type: 'IAMUser',
      principalId: 'AIDAalice',
      arn: 'arn:aws:iam::123456789012:user/alice',
      accountId: '123456789012',
      accessKeyId: 'AKIAALICE00000000000',
      userName: 'alice',
    },
  ],
  [
    'nobody at S3',
    { path: '/one/key' },
    { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
  ],
  ['nobody at STS', { form: identity }, { type: 'Unknown' }],
  [
    'a key that is not known',
    { form: identity, sign: { as: 'AKIAUNKNOWN000000000' } },
    { type: 'Unknown', accessKeyId: 'AKIAUNKNOWN000000000' },
  ],
  ['whom the operation names', { form: exchange('a.b.c') }, { type: 'WebIdentityUser' }],
]

for (const [name, request, expected] of identities) {
  test(`the event names ${name}`, async () => {
    const { send, observed } = gatewayUnderTest()
    await send(request)
    assert.deepEqual(observed.events[0]?.['userIdentity'], expected)
  })
}

test('no secret is in the trail or in a decision record', async () => {
  const { send, observed } = gatewayUnderTest()
  await send({ form: exchange('header.claims.signature-of-token') })
  await send({
    form: { Action: 'CreateAccessKey', Version: '2010-05-08', UserName: 'bob' },
    sign: { service: 'iam' },
  })
  await send({ form: identity, sign: { as: 'session' } })
  await send({ path: '/one/key', sign: { service: 's3', as: 'session', via: 'query' } })
  await send({ path: '/one/key', sign: { service: 's3', as: 'session', secret: 'x' } })
  const kept = JSON.stringify([observed.events, observed.decisions])
  for (const secret of [
    'signature-of-token',
    'the-secret-of-bob',
    'token of session',
    'sessionToken',
    'X-Amz-Signature',
  ]) {
    assert.ok(!kept.includes(secret), secret)
  }
  assert.equal(observed.events.length, 5)
})

test('a call that changes something shows what it answered', async () => {
  const { send, observed } = gatewayUnderTest()
  await send({
    form: { Action: 'CreateAccessKey', Version: '2010-05-08', UserName: 'bob' },
    sign: { service: 'iam' },
  })
  const [event] = observed.events
  assert.equal(event?.['readOnly'], false)
  assert.equal(event?.['awsRegion'], 'us-east-1')
  assert.deepEqual(event?.['requestParameters'], { userName: 'bob' })
  assert.ok(event)
  const { accessKey } = event['responseElements'] as { accessKey: Record<string, unknown> }
  assert.equal(accessKey['accessKeyId'], 'AKIABOB')
  assert.equal(accessKey['status'], 'Active')
})

test("S3's calls on objects are data events with bucket and key", async () => {
  const { send, observed } = gatewayUnderTest()
  await send({ path: '/one/a/key', sign: { service: 's3' } })
  await send({ path: '/one', query: 'list-type=2&prefix=a', sign: { service: 's3' } })
  const [object, list] = observed.events
  assert.equal(object?.['managementEvent'], false)
  assert.equal(object?.['eventCategory'], 'Data')
  assert.deepEqual(object?.['requestParameters'], { bucketName: 'one', key: 'a/key', Host: '127.0.0.1:4566' })
  assert.equal(list?.['eventName'], 'ListObjects')
  assert.deepEqual(list?.['requestParameters'], {
    'list-type': '2',
    prefix: 'a',
    bucketName: 'one',
    Host: '127.0.0.1:4566',
  })
})

test('a call that AWS does not trail makes no event but a decision record with its checks', async () => {
  const { send, observed } = gatewayUnderTest()
  await send({ form: exchange('not-a-token') })
  assert.deepEqual(observed.events, [])
  const [record] = observed.decisions
  assert.deepEqual(
    record?.steps.map(({ name, passed }) => `${passed ? '+' : '-'} ${name}`),
    [
      '+ identify operation',
      '+ authenticate',
      '+ find handler',
      '+ decode',
      '+ validate',
      '+ authorize',
      '- read token',
      '- invoke',
      '+ encode',
    ],
  )
  assert.deepEqual(record?.outcome, { status: 400, code: 'InvalidIdentityToken', message: 'no' })
})

test('a decision belongs to the account of the caller, or to the one that an unsigned call is about', async () => {
  const { send, observed } = gatewayUnderTest()
  await send({ form: identity, sign: { as: 'stranger' } })
  await send({ form: exchange('a-token') })
  await send({ form: identity })
  assert.deepEqual(
    observed.decisions.map((record) => record.account),
    ['210987654321', '210987654321', undefined],
  )
})

test('a denial is recorded with its decision, its condition keys and its explanation', async () => {
  const { send, observed } = gatewayUnderTest()
  await send({ path: '/', sign: { service: 's3', as: 'session' } })
  const [record] = observed.decisions
  assert.equal(record?.caller?.arn, 'arn:aws:sts::123456789012:assumed-role/app/botocore-session-1')
  const authorization = record?.authorizations[0]
  assert.equal(authorization?.action, 's3:ListAllMyBuckets')
  assert.equal(authorization?.decision.effect, 'implicit-deny')
  assert.notEqual(authorization?.explanation, undefined)
  assert.deepEqual(
    Object.fromEntries(Object.entries(authorization?.context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))),
    {
      'aws:currenttime': ['2026-11-21T12:00:00Z'],
      'aws:epochtime': ['1795262400'],
      'aws:federatedprovider': [
        'arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE',
      ],
      'aws:multifactorauthpresent': ['false'],
      'aws:principalaccount': ['123456789012'],
      'aws:principalarn': ['arn:aws:iam::123456789012:role/team/app'],
      'aws:principalisawsservice': ['false'],
      'aws:principaltag/team': ['blue'],
      'aws:principaltype': ['AssumedRole'],
      'aws:requestedregion': ['us-east-1'],
      'aws:resourceaccount': ['123456789012'],
      'aws:securetransport': ['false'],
      'aws:sourceip': ['192.0.2.7'],
      'aws:tokenissuetime': ['2026-11-21T11:59:00Z'],
      'aws:useragent': ['test/1.0'],
      'aws:userid': ['AROAAPP:botocore-session-1'],
      'aws:viaawsservice': ['false'],
      's3:authtype': ['REST-HEADER'],
      's3:signatureversion': ['AWS4-HMAC-SHA256'],
      's3:x-amz-content-sha256': ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    },
  )
})

test('an allowed request is recorded with the statements that allow it and no explanation', async () => {
  const { send, observed } = gatewayUnderTest()
  await send({ path: '/one/key', sign: { service: 's3' } })
  const authorization = observed.decisions[0]?.authorizations[0]
  assert.equal(authorization?.decision.effect, 'allow')
  assert.notEqual(authorization?.decision.statements.length, 0)
  assert.equal(authorization?.explanation, undefined)
})

test('a long-term key has no condition key that speaks of a session', async () => {
  const { send, observed } = gatewayUnderTest()
  await send({ path: '/one/key', sign: { service: 's3' } })
  const names = [...observed.calls[0]!.call.context.keys()]
  for (const absent of ['aws:multifactorauthpresent', 'aws:multifactorauthage', 'aws:tokenissuetime']) {
    assert.ok(!names.includes(absent))
  }
  assert.deepEqual(observed.calls[0]!.call.context.get('aws:username'), ['alice'])
})

test('what is recorded stays small', async () => {
  const { send, observed } = gatewayUnderTest()
  await send({
    form: { ...exchange('a.b.c'), RoleSessionName: 'n'.repeat(100_000) },
    headers: { 'user-agent': 'a'.repeat(100_000) },
  })
  assert.ok(JSON.stringify(observed.events).length < 30_000)
})
