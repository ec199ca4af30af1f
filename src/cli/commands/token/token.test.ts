import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { parse, stringify } from 'yaml'
import { endOfAll, podpass, refuse, scratch, succeed } from '../../podpass.test-support.ts'
import { createCluster, up, type Up } from '../../up.test-support.ts'

const end = endOfAll()
let server: Up
let issuer: string
before(async () => {
  server = await up(end)
})

const create = (...words: string[]): string[] => [
  'token',
  'create',
  '--data',
  server.data,
  '--service-account',
  ...words,
]

const part = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index]!, 'base64url').toString()) as Record<string, unknown>

test('before there is a cluster, the way to one is told', () =>
  refuse(
    create('default/default'),
    1,
    /there is no cluster in data directory `.*` yet; make one with: aws eks create-cluster/,
  ))

test('a token has the ServiceAccount for its subject, AWS for its audience and an hour to live', async () => {
  issuer = await createCluster(server)
  const token = (await succeed(create('default/default'))).trim()
  const claims = part(token, 1) as { exp: number; iat: number }
  assert.deepEqual(
    { ...claims, exp: claims.exp - claims.iat },
    {
      ...claims,
      iss: issuer,
      sub: 'system:serviceaccount:default:default',
      aud: ['sts.amazonaws.com'],
      exp: 3600,
    },
  )
  assert.match(String(part(token, 0)['kid']), /^[0-9a-f]{40}$/)
})

test('audience, duration and JSON are as asked', async () => {
  const words = ['default/default', '--audience', 'vault', '--duration', '1h30m', '--json']
  const { token, expiresAt } = JSON.parse(await succeed(create(...words))) as Record<string, string>
  const { aud, exp, iat } = part(token!, 1) as { aud: unknown; exp: number; iat: number }
  assert.deepEqual({ aud, life: exp - iat }, { aud: ['vault'], life: 5400 })
  assert.equal(Date.parse(expiresAt!), exp * 1000)
})

test('a life that the cluster shortens is told beside the token', async () => {
  const { code, stdout, stderr } = await podpass(create('default/default', '--duration', '30d'))
  assert.equal(code, 0)
  assert.equal(stdout.split('.').length, 3)
  assert.match(stderr, /^podpass: the cluster gave it 86[34]\d\d s of the 2592000 s that were asked for\n$/)
})

test('what the API server refuses comes in its words', async () => {
  for (const [words, message] of [
    [['default/nope'], /serviceaccounts "nope" not found/],
    [['nope/default'], /(namespaces "nope"|serviceaccounts "default") not found/],
    [['default/default', '--duration', '1s'], /may not specify a duration less than 10 minutes/],
    [['default/default', '--duration', '9m59s'], /may not specify a duration less than 10 minutes/],
    [['default/default', '--duration', '99999d'], /may not specify a duration larger than 2\^32 seconds/],
  ] as const)
    await refuse(create(...words), 1, message)
})

test('what makes no sense is wrong use', async () => {
  for (const [words, message] of [
    [['default'], /expected NAMESPACE\/NAME, got `default`/],
    [['a/b/c'], /expected NAMESPACE\/NAME/],
    [['/b'], /expected NAMESPACE\/NAME/],
    [['a/'], /expected NAMESPACE\/NAME/],
    [['a/b', '--duration', 'soon'], /expected a duration such as 15m or 1h30m/],
    [['a/b', '--duration', '-5'], /expected a duration such as 15m or 1h30m/],
    [['a/b', '--audience', ''], /expected an audience/],
  ] as const)
    await refuse(create(...words), 2, message)
  await refuse(['token', 'create'], 2, /required option '--service-account <ns\/name>' not specified/)
})

test('with several clusters one has to be named', async () => {
  const other = await createCluster(server, 'other')
  await refuse(create('default/default'), 1, /there are several clusters; name one with --cluster/)
  await refuse(
    create('default/default', '--cluster', 'third'),
    1,
    /there is no cluster `third` in data directory/,
  )
  await refuse(
    create('default/default', '--cluster', '../dev'),
    1,
    /there is no cluster `\.\.\/dev` in data directory/,
  )
  for (const [cluster, iss] of [
    ['dev', issuer],
    ['other', other],
  ] as const)
    assert.equal(part(await succeed(create('default/default', '--cluster', cluster)), 1)['iss'], iss)
})

test('another cluster is reached by its kubeconfig, and damage to that is told', async (t) => {
  const directory = scratch(t)
  const own = join(server.data, 'kubeconfig', 'dev.yaml')
  const copy = join(directory, 'config')
  copyFileSync(own, copy)
  const words = ['token', 'create', '--service-account', 'default/default', '--kubeconfig', copy]
  assert.equal(part(await succeed(words), 1)['iss'], issuer)

  interface Kubeconfig {
    clusters: { cluster: Record<string, unknown> }[]
    users: { user: Record<string, unknown> }[]
  }
  const changed = (change: (config: Kubeconfig) => unknown): string => {
    const config = parse(readFileSync(own, 'utf8')) as Kubeconfig
    change(config)
    return stringify(config)
  }
  const silent = createServer((socket) => socket.end('hello\n')).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  t.after(() => silent.close())
  const elsewhere = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`
  const { token } = (parse(readFileSync(own, 'utf8')) as Kubeconfig).users[0]!.user as { token: string }
  for (const [text, message] of [
    ['', /the kubeconfig is not of kind Config/],
    ['{', /the kubeconfig is not YAML/],
    ['a: &a [*a]', /the kubeconfig is not of kind Config/],
    [changed((config) => (config.clusters = [])), /the kubeconfig has no cluster `dev`/],
    [changed((config) => (config.users = [])), /the kubeconfig has no user `admin@dev`/],
    [
      changed(({ clusters }) => (clusters[0]!.cluster['server'] = 'here')),
      /the kubeconfig's server `here` is not below https/,
    ],
    [changed(({ clusters }) => (clusters[0]!.cluster['server'] = elsewhere)), /127\.0\.0\.1:\d+/],
    [
      changed(({ clusters }) => (clusters[0]!.cluster['certificate-authority-data'] = 'AAAA')),
      /certificate/i,
    ],
    [changed(({ clusters }) => delete clusters[0]!.cluster['certificate-authority-data']), /certificate/i],
    [changed(({ users }) => (users[0]!.user['token'] = 'another')), /Unauthorized/],
    [changed(({ users }) => (users[0]!.user['token'] = 'two\nlines')), /./],
    [changed(({ users }) => (users[0]!.user['auth-provider'] = { name: 'gcp' })), /has `auth-provider`/],
  ] as const) {
    writeFileSync(copy, text)
    const { code, stdout, stderr } = await podpass(words)
    assert.equal(code, 1, text + stderr)
    assert.match(stderr, message)
    assert.match(stderr, /^podpass: [^\n]*\n+$/)
    assert.ok(!stderr.includes(token))
    assert.equal(stdout, '')
  }
  await refuse([...words.slice(0, -1), directory], 1, /cannot read the kubeconfig `.*`: EISDIR/)
  await refuse(
    [...words.slice(0, -1), join(directory, 'none')],
    1,
    /cannot read the kubeconfig `.*none`: ENOENT/,
  )
})

test('a podpass that does not run any more is told', async (t) => {
  const data = join(scratch(t), 'data')
  mkdirSync(join(data, 'kubeconfig'), { recursive: true })
  const gone = parse(readFileSync(join(server.data, 'kubeconfig', 'dev.yaml'), 'utf8')) as {
    clusters: { cluster: { server: string } }[]
  }
  gone.clusters[0]!.cluster.server = 'https://127.0.0.1:1'
  writeFileSync(join(data, 'kubeconfig', 'dev.yaml'), stringify(gone))
  const words = ['token', 'create', '--data', data, '--service-account', 'default/default']
  await refuse(words, 1, /127\.0\.0\.1:1/)
})

const inspect = (input: string, ...words: string[]) => podpass(['token', 'inspect', ...words], { input })

const forged = (claims: string, header = '{"alg":"none"}'): string =>
  `${Buffer.from(header).toString('base64url')}.${Buffer.from(claims).toString('base64url')}.c2lnbmF0dXJl`

test('inspect tells header and claims with their meaning, never the signature', async (t) => {
  const token = await succeed(create('default/default', '--cluster', 'dev'))
  const signature = token.trim().split('.')[2]!
  const file = join(scratch(t), 'token')
  writeFileSync(file, token)
  for (const words of [[], ['-'], [file]]) {
    const { code, stdout } = await inspect(token, ...words)
    assert.equal(code, 0)
    assert.match(stdout, /^header\n {2}alg +RS256\n/)
    assert.match(stdout, /sub +system:serviceaccount:default:default\n +who it speaks for/)
    assert.match(stdout, /exp +\d+\n +expires 20\d\d-.*\(in (59|60) min\)/)
    assert.ok(!stdout.includes(signature))
  }
  const { stdout } = await inspect(token, '--json')
  assert.deepEqual(JSON.parse(stdout), { header: part(token, 0), claims: part(token, 1) })
  assert.ok(!stdout.includes(signature))
})

test('inspect tells of an expired token and of claims of any form, and prints no control characters', async () => {
  const expired = await inspect(forged('{"exp":1000000000}'))
  assert.equal(expired.code, 0)
  assert.match(expired.stdout, /exp +1000000000\n +expires 2001-09-09T01:46:40Z \(\d+ days ago\)/)
  const strange = await inspect(
    forged(
      '{"exp":"soon","iat":1e400,"aud":{"a":[]},"\\u001b[31m":"\\u001b]0;x\\u0007\\u202e","__proto__":{"x":1}}',
    ),
  )
  assert.equal(strange.code, 0, strange.stderr)
  // oxlint-disable-next-line no-control-regex -- it is what must not be there
  assert.doesNotMatch(strange.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
})

test('inspect refuses what is no token, and does not print it', async () => {
  const token = (await succeed(create('default/default', '--cluster', 'dev'))).trim()
  const [header, claims, signature] = token.split('.') as [string, string, string]
  for (const text of [
    '',
    'garbage',
    'a.b.c',
    `${header}.${claims}`,
    `${header}.${claims}.`,
    `${token}.${signature}`,
    `Bearer ${token}`,
    forged('[]'),
    forged('{'),
    forged('{}', '[]'),
    `${token}${'A'.repeat(30_000)}`,
    '\0'.repeat(1000),
  ]) {
    const { code, stdout, stderr } = await inspect(text)
    assert.equal(code, 1, text)
    assert.match(stderr, /^podpass: this is no token: [^\n]+\n$/)
    assert.ok(stdout === '' && !stderr.includes(signature) && stderr.length < 200)
  }
})

test('inspect reads no more than it can use, and names a file that it cannot read', async (t) => {
  assert.match(
    (await inspect('A'.repeat(17 * 1024 * 1024))).stderr,
    /^podpass: standard input is longer than \d+ bytes\n$/,
  )
  const directory = scratch(t)
  await refuse(['token', 'inspect', join(directory, 'none')], 1, /cannot read `.*none`: ENOENT/)
  await refuse(['token', 'inspect', directory], 1, /cannot read `.*`: EISDIR/)
  if (process.platform === 'linux')
    await refuse(['token', 'inspect', '/dev/zero'], 1, /`\/dev\/zero` is longer than/)
  await refuse(['token', 'inspect', 'a', 'b'], 2, /too many arguments/)
})
