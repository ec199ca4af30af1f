import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { endOfAll, podpass, refuse, scratch, succeed } from '../../podpass.test-support.ts'
import { createCluster, createRole, up, type Up } from '../../up.test-support.ts'

const end = endOfAll()
let server: Up
let token: string
before(async () => {
  server = await up(end)
  const issuer = await createCluster(server)
  await createRole(server, issuer, 'app', 'default:default')
  await createRole(server, issuer, 'other', 'prod:default')
  const { CreateUserCommand, IAMClient, PutRolePolicyCommand } = await import('@aws-sdk/client-iam')
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3')
  const iam = new IAMClient(server.clientConfig)
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }))
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'app',
      PolicyName: 'reads',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:ListBucket'],
          Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
          Condition: { StringEqualsIfExists: { 's3:prefix': ['a', 'b'] } },
        },
      }),
    }),
  )
  await new S3Client({ ...server.clientConfig, forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: 'data' }),
  )
  token = join(scratch(end), 'token')
  const words = ['token', 'create', '--data', server.data, '--service-account', 'default/default']
  writeFileSync(token, await succeed(words))
})

const simulate = (...words: string[]): string[] => ['simulate', '--data', server.data, ...words]
const get = ['--action', 's3:GetObject', '--resource', 'arn:aws:s3:::data/key'] as const

/** Runs podpass and expects a denial: words on standard output and exit code 1. */
async function denied(words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await podpass(words)
  assert.equal(code, 1, stdout + stderr)
  assert.equal(stderr, '')
  return stdout
}

test('a call that would be allowed is told with the statement that allows it', async () => {
  const text = await succeed(simulate('--principal', 'role/app', ...get))
  assert.match(
    text,
    /^simulate: would be allowed\n {2}caller {2}arn:aws:sts::\d+:assumed-role\/app\/simulated/,
  )
  assert.match(text, /✔ s3:GetObject on arn:aws:s3:::data\/key: allow\n/)
  assert.match(text, /identity-based policy reads\n/)
})

test('one that would be denied is told with what would let it through, and ends with 1', async () => {
  const text = await denied(simulate('--principal', 'user/nobody', ...get))
  assert.match(text, /^simulate: would be denied/)
  assert.match(text, /no identity-based policy allows/)
  assert.match(text, /aws iam put-user-policy --user-name nobody/)
})

test('condition keys come by --context, several values of one by naming it again', async () => {
  const list = ['--principal', 'role/app', '--action', 's3:ListBucket', '--resource', 'arn:aws:s3:::data']
  await succeed(simulate(...list))
  await succeed(simulate(...list, '--context', 's3:prefix=a'))
  await succeed(simulate(...list, '--context', 's3:prefix=a', '--context', 's3:prefix=b'))
  assert.match(await denied(simulate(...list, '--context', 's3:prefix=c', 'aws:UserAgent=x')), /`c`/)
})

test('--json tells the same to programs', async () => {
  const text = await succeed(simulate('--principal', 'role/app', ...get, '--json'))
  const told = JSON.parse(text) as { outcome: string; simulations: { outcome: string }[] }
  assert.deepEqual([told.outcome, told.simulations.map((each) => each.outcome)], ['allowed', ['allowed']])
})

test('a token is held against the trust policy, its signature and expiry among the rest', async () => {
  const text = await succeed(simulate('--token', token, '--role', 'app'))
  assert.match(text, /✔ signature/)
  assert.match(text, /✔ expiry/)
  assert.match(text, /✔ sts:AssumeRoleWithWebIdentity on arn:aws:iam::\d+:role\/app: allow/)
  assert.doesNotMatch(text, /eyJ/)
  const refused = await denied(simulate('--token', token, '--role', 'other'))
  assert.match(refused, /system:serviceaccount:default:default/)
  assert.match(refused, /system:serviceaccount:prod:default/)
  assert.match(refused, /aws iam update-assume-role-policy --role-name other/)
})

test('what the session of a token may do is told after it', async () => {
  const text = await succeed(simulate('--token', token, '--role', 'app', ...get))
  assert.match(text, /✔ sts:AssumeRoleWithWebIdentity[^]*✔ s3:GetObject/)
  const put = ['--action', 's3:PutObject', '--resource', 'arn:aws:s3:::data/key']
  assert.match(await denied(simulate('--token', token, '--role', 'app', ...put)), /✘ s3:PutObject/)
})

test('a token that was tampered with is denied by its signature', async () => {
  const [head, body, signature] = readFileSync(token, 'utf8').trim().split('.')
  const forged = join(scratch(end), 'forged')
  writeFileSync(
    forged,
    [head, body, `${signature!.startsWith('A') ? 'B' : 'A'}${signature!.slice(1)}`].join('.'),
  )
  assert.match(await denied(simulate('--token', forged, '--role', 'app', ...get)), /✘ signature/)
})

test('a ServiceAccount brings its token and the role that it is annotated with', async () => {
  const account = ['--service-account', 'default/default', '--cluster', 'dev']
  await refuse(simulate(...account), 2, /is annotated with no role; name one with --role/)
  await succeed(simulate(...account, '--role', 'app', ...get))
  const { createClient, loadKubeconfig, pathOf } = await import('../../../kubernetes/api/index.ts')
  const { kubeconfigFile } = await import('../../../server/index.ts')
  const config = loadKubeconfig(kubeconfigFile(server.data, 'dev'))
  assert.ok(config.ok)
  const client = createClient(config.client)
  const annotations = { 'eks.amazonaws.com/role-arn': `arn:aws:iam::${server.account}:role/app` }
  const patched = await client.patch(pathOf('serviceaccounts', 'default', 'default'), {
    metadata: { annotations },
  })
  client.close()
  assert.ok(patched.ok)
  assert.match(await succeed(simulate(...account, ...get)), /role\/app: allow/)
})

test('what makes no sense is wrong use, in words', async () => {
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [[...get], /say who calls/],
    [['--principal', 'role/app', '--token', token, ...get], /say who calls/],
    [['--principal', 'role/app'], /--action and --resource/],
    [['--principal', 'role/app', '--action', 's3:GetObject'], /go together/],
    [['--principal', 'app', ...get], /expected an ARN, role\/NAME/],
    [['--principal', 'role/none', ...get], /there is no role/],
    [['--principal', 'user/none', ...get], /there is no user/],
    [['--principal', 'role/app', '--action', 's3', '--resource', '*'], /is no action/],
    [['--principal', 'role/app', ...get, '--context', 'novalue'], /as key=value/],
    [['--principal', 'root', '--account', '999999999999', ...get], /there is no account/],
    [['--token', token], /name the role/],
    [['--token', join(server.data, 'admin.json'), '--role', 'app'], /this is no token/],
  ]
  for (const [words, message] of refused) await refuse(simulate(...words), 2, message)
})
