/** What time ends: sessions, presigned URLs and tokens, with the clock of client and server put forward together. */
import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import type { Stage } from './support/stage.ts'

// The server takes Date.now when it is loaded, so the clock is replaced before that. It stands still unless moved.
mock.timers.enable({ apis: ['Date'], now: Date.now() })
const { play, playCase, openStage } = await import('./support/stage.ts')
const { makeToken } = await import('./support/tokens.ts')
const { sendRaw, signRaw } = await import('./support/raw-request.ts')
const { ListBucketsCommand } = await import('@aws-sdk/client-s3')
const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')

/** Node's own Date header goes by the real clock, and the SDK would put its clock right by it. */
const keepClock = {
  applyToStack: (stack: { add: (middleware: never, options: never) => void }) => {
    const middleware =
      (next: (request: object) => Promise<{ response: { headers: Record<string, string> } }>) =>
      async (request: object) => {
        const output = await next(request)
        delete output.response.headers['date']
        return output
      }
    stack.add(
      middleware as never,
      { step: 'deserialize', priority: 'low', name: 'keepClock', override: true } as never,
    )
  },
}

let stage: Stage
before(async () => {
  stage = await openStage({ prepare: (client) => client.middlewareStack.use(keepClock) })
  await play(stage, {
    call: 'iam:CreateOpenIDConnectProvider',
    input: { Url: '{origin}/app', ClientIDList: ['sts.amazonaws.com'], ThumbprintList: ['{thumbprint}'] },
  })
  for (const [name, principal, action] of [
    [
      'app',
      { Federated: 'arn:aws:iam::{account}:oidc-provider/{host}/app' },
      'sts:AssumeRoleWithWebIdentity',
    ],
    ['for-admin', { AWS: '{account}' }, 'sts:AssumeRole'],
  ] as const) {
    const trust = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: principal, Action: action },
    }
    await play(stage, { call: 'iam:CreateRole', input: { RoleName: name, AssumeRolePolicyDocument: trust } })
    await play(stage, {
      call: 'iam:AttachRolePolicy',
      input: { RoleName: name, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    })
  }
})
after(async () => {
  await stage.close()
  mock.timers.reset()
})

const forward = (seconds: number): void => mock.timers.tick(seconds * 1000)

test('a session of 900 seconds lives 900 seconds, at each service in its own words', async () => {
  const RoleArn = 'arn:aws:iam::{account}:role/app'
  await play(stage, {
    call: 'sts:AssumeRoleWithWebIdentity',
    token: {},
    input: { RoleArn, RoleSessionName: 'pod-1', DurationSeconds: 900 },
    keep: 'pod',
  })
  forward(899)
  const call = (name: string, refusal?: string) => playCase(stage, { name, call: name, as: 'pod', refusal })
  await call('sts:GetCallerIdentity')
  await call('s3:ListBuckets')
  forward(1)
  const expired = 'The security token included in the request is expired'
  await call('sts:GetCallerIdentity', `403 ExpiredToken: ${expired}`)
  await call('iam:ListRoles', `403 ExpiredToken: ${expired}`)
  await call('s3:ListBuckets', '400 ExpiredToken: The provided token has expired.')
  await call('eks:ListClusters', `403 ExpiredTokenException: ${expired}`)
  await call('cloudtrail:LookupEvents', `400 ExpiredTokenException: ${expired}`)
})

test('a token that was good is refused once it has expired', async () => {
  const text = await makeToken(stage.issuers, { times: { exp: 600 } })
  const exchange = {
    name: '',
    call: 'sts:AssumeRoleWithWebIdentity',
    token: { text },
    input: { RoleArn: 'arn:aws:iam::{account}:role/app', RoleSessionName: 'pod-1' },
  }
  forward(599)
  await playCase(stage, exchange)
  forward(1)
  await playCase(stage, {
    ...exchange,
    refusalLike:
      '^400 ExpiredTokenException: Token expired: current date/time (\\d{10}) must be before the expiration date/time ?\\1$',
  })
})

test('a presigned GetCallerIdentity serves for 14 minutes and not for 16', async () => {
  const signed = signRaw(
    {
      method: 'GET',
      path: '/',
      query: 'Action=GetCallerIdentity&Version=2011-06-15',
      headers: { host: new URL(stage.installation.endpoint).host, 'x-k8s-aws-id': 'dev' },
      body: '',
    },
    stage.installation.admin,
    { service: 'sts', presign: 60 },
  )
  const send = async () => (await sendRaw(stage.installation.endpoint, signed)).status
  assert.equal(await send(), 200)
  forward(14 * 60)
  assert.equal(await send(), 200)
  forward(2 * 60)
  assert.equal(await send(), 403)
})

test('an SDK that refreshes its credentials works on past the end of a session', async () => {
  const { endpoint, region, admin, account } = stage.installation
  const { S3Client } = await import('@aws-sdk/client-s3')
  const s3 = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: fromTemporaryCredentials({
      masterCredentials: admin,
      params: {
        RoleArn: `arn:aws:iam::${account}:role/for-admin`,
        RoleSessionName: 'worker',
        DurationSeconds: 900,
      },
      clientConfig: { endpoint, region },
      clientPlugins: [keepClock as never],
    }),
  })
  s3.middlewareStack.use(keepClock)
  for (const wait of [0, 600, 600, 600]) {
    forward(wait)
    await s3.send(new ListBucketsCommand({}))
  }
  s3.destroy()
})
