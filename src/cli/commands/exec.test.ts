import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { endOfAll, podpass, program, refuse, scratch, start, succeed } from '../podpass.test-support.ts'
import { createCluster, up, type Up } from '../up.test-support.ts'

const end = endOfAll()
let server: Up
let issuer: string
before(async () => {
  server = await up(end)
  issuer = await createCluster(server)
})

const exec = (command: readonly string[], options: Parameters<typeof podpass>[1] = {}) =>
  podpass(['exec', '--data', server.data, '--', ...command], options)

const node = (script: string): string[] => [process.execPath, '--input-type=module', '-e', script]

test('exit codes are the command’s, and so is its output', async () => {
  const { code, stdout, stderr } = await exec(['sh', '-c', 'echo out; echo err >&2; cat; exit 7'], {
    input: 'in',
  })
  assert.deepEqual({ code, stdout, stderr }, { code: 7, stdout: 'out\nin', stderr: 'err\n' })
  assert.equal((await exec(['true'])).code, 0)
})

test('a command that a signal ends gives 128 and its number', async () => {
  assert.equal((await exec(['sh', '-c', 'kill -KILL $$'])).code, 137)
})

test('signals reach the command, and it alone decides what they do', async () => {
  for (const [signal, code] of [
    ['SIGTERM', 42],
    ['SIGINT', 43],
  ] as const) {
    const started = start([
      ...program,
      'exec',
      '--data',
      server.data,
      '--',
      'sh',
      '-c',
      "trap 'exit 42' TERM; trap 'exit 43' INT; echo ready; while :; do sleep 0.05; done",
    ])
    await started.prints(/ready/)
    started.child.kill(signal)
    assert.equal((await started.ended).code, code)
  }
})

test('a command that is not there is 127, one that cannot be run 126', async (t) => {
  const file = join(scratch(t), 'text')
  writeFileSync(file, 'text')
  chmodSync(file, 0o644)
  const missing = await exec(['no-such-command'])
  assert.equal(missing.code, 127)
  assert.equal(missing.stderr, 'podpass: `no-such-command` is not a command here\n')
  const long = await podpass(['exec', '--data', server.data, '--', 'a'.repeat(5000)])
  assert.equal(long.code, 126)
  assert.equal(
    long.stderr,
    'podpass: the command cannot be started: its words and variables are longer than this system takes\n',
  )
  const closed = await exec([file])
  assert.equal(closed.code, 126)
  assert.match(closed.stderr, /^podpass: `.*text` cannot be started: spawn .* EACCES\n$/)
})

test('options of the command stay its own', async () => {
  const { stdout } = await exec(['printf', '%s\\n', '--data', '--json', '--help'])
  assert.equal(stdout, '--data\n--json\n--help\n')
  assert.equal(await succeed(['exec', '--data', server.data, 'printf', '%s', '--help']), '--help')
})

test('no command is wrong use, and no podpass a failure', async (t) => {
  await refuse(['exec', '--data', server.data], 2, /a command is missing/)
  await refuse(['exec', '--data', server.data, '--'], 2, /a command is missing/)
  await refuse(['exec', '--data', join(scratch(t), 'none'), '--', 'true'], 1, /no podpass runs/)
})

test('everything is set, and what would lead elsewhere is gone', async () => {
  const { stdout } = await exec(node('console.log(JSON.stringify(process.env))'), {
    env: {
      AWS_PROFILE: 'other',
      AWS_SESSION_TOKEN: 'other',
      AWS_ENDPOINT_URL_S3: 'http://elsewhere',
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/other',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/other',
      NO_PROXY: 'internal.example.org, .amazonaws.com, 10.0.0.0/8,*',
      OWN: 'kept',
    },
  })
  const variables = JSON.parse(stdout) as Record<string, string>
  const bundle = join(server.data, 'ca', 'bundle.crt')
  for (const name of [
    'SSL_CERT_FILE',
    'AWS_CA_BUNDLE',
    'NODE_EXTRA_CA_CERTS',
    'REQUESTS_CA_BUNDLE',
    'CURL_CA_BUNDLE',
  ])
    assert.equal(variables[name], bundle)
  assert.equal(variables['AWS_ENDPOINT_URL'], server.endpoint)
  assert.equal(variables['AWS_ENDPOINT_URL_STS'], server.endpoint)
  assert.equal(variables['AWS_ACCESS_KEY_ID'], server.clientConfig.credentials.accessKeyId)
  assert.equal(variables['KUBECONFIG'], join(server.data, 'kubeconfig', 'dev.yaml'))
  assert.match(variables['HTTPS_PROXY']!, /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.equal(variables['https_proxy'], variables['HTTPS_PROXY'])
  assert.equal(variables['NO_PROXY'], 'internal.example.org,10.0.0.0/8,localhost,127.0.0.1,::1')
  assert.equal(variables['OWN'], 'kept')
  for (const name of [
    'AWS_PROFILE',
    'AWS_SESSION_TOKEN',
    'AWS_ENDPOINT_URL_S3',
    'AWS_ROLE_ARN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
  ])
    assert.equal(variables[name], undefined)
  assert.ok(
    readFileSync(bundle, 'utf8').split('BEGIN CERTIFICATE').length > 100,
    'the system’s roots are in it',
  )
})

test('Node reaches the issuer at its AWS-shaped name', async () => {
  const script = `
    const answer = await fetch('${issuer}/.well-known/openid-configuration')
    const { issuer, jwks_uri } = await answer.json()
    const { keys } = await (await fetch(jwks_uri)).json()
    console.log(issuer, keys.length)`
  const { stdout, stderr } = await exec(node(script), { env: { NODE_USE_ENV_PROXY: '1' } })
  assert.equal(stdout, `${issuer} 1\n`, stderr)
})

const there = (tool: string, ...words: string[]): boolean => {
  try {
    execFileSync(tool, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test(
  'curl reaches the issuer, and no other host of AWS',
  { skip: !there('curl', '--version') && 'this machine has no curl' },
  async () => {
    const discovery = await exec(['curl', '-sSf', `${issuer}/.well-known/openid-configuration`])
    assert.equal(discovery.code, 0, discovery.stderr)
    assert.equal((JSON.parse(discovery.stdout) as { issuer: string }).issuer, issuer)
    const refused = await exec(['curl', '-sS', '-D-', 'https://sts.amazonaws.com/'], {
      env: { NO_PROXY: '*' },
    })
    assert.notEqual(refused.code, 0)
    assert.match(refused.stdout, /^HTTP\/1\.1 403 Forbidden/)
  },
)

const pythonScript = `
import json, sys, urllib.request
print(json.load(urllib.request.urlopen(sys.argv[1] + '/keys'))['keys'][0]['kid'])
try:
    urllib.request.urlopen('https://s3.eu-west-1.amazonaws.com/')
except OSError as error:
    print(error)
`
test(
  'Python reaches the issuer, and no other host of AWS',
  { skip: !there('python3', '--version') && 'this machine has no Python' },
  async () => {
    const { stdout, stderr } = await exec(['python3', '-c', pythonScript, issuer])
    assert.match(stdout, /^[0-9a-f]{40}\n.*403 Forbidden/, stderr)
  },
)

test(
  'openssl gets the leaf and the root of the local CA',
  { skip: !there('openssl', 'version') && 'this machine has no openssl' },
  async () => {
    const host = new URL(issuer).hostname
    const script = `openssl s_client -proxy "\${HTTPS_PROXY#http://}" -connect ${host}:443 -servername ${host} -CAfile "$SSL_CERT_FILE" -verify_return_error </dev/null`
    const { stdout, code } = await exec(['sh', '-c', script])
    assert.equal(code, 0)
    assert.match(stdout, /Verification: OK/)
    assert.match(stdout, / 1 s:CN ?= ?Podpass local CA/)
  },
)

test('AWS hosts are refused by name and all else goes to the proxy that was set before', async (t) => {
  const asked: string[] = []
  const upstream = createServer().on('connect', (request, socket) => {
    asked.push(request.url!)
    socket.end('HTTP/1.1 418 no\r\n\r\n')
  })
  upstream.listen(0, '127.0.0.1')
  await new Promise((resolve) => upstream.once('listening', resolve))
  t.after(() => upstream.close())
  const script = `
    import { request } from 'node:http'
    const proxy = new URL(process.env.HTTPS_PROXY)
    for (const path of ['iam.amazonaws.com:443', 'example.org:443'])
      await new Promise((resolve) =>
        request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path })
          .on('connect', (response, socket, head) => {
            let text = String(head)
            socket.on('data', (chunk) => (text += chunk)).on('close', () => resolve(console.log(response.statusCode, text)))
          })
          .end())`
  const env = { HTTPS_PROXY: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` }
  const { stdout, stderr } = await exec(node(script), { env })
  assert.match(
    stdout,
    /^403 podpass: iam\.amazonaws\.com is real AWS; podpass exec lets nothing reach it\n\n502 /,
    stderr,
  )
  assert.match(stdout, /the proxy that was set before answered 418/)
  assert.deepEqual(asked, ['example.org:443'])
})
