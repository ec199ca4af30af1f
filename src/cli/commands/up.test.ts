import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { program, refuse, scratch, start, succeed } from '../podpass.test-support.ts'
import { anyPort, up } from '../up.test-support.ts'

test('a first start greets, keeps all secrets owner-only and stops on SIGTERM with exit code 0', async (t) => {
  const server = await up(t)
  assert.match(server.printed(), /^podpass \d+\.\d+\.\d+ is up\n/)
  assert.match(server.printed(), /account {7}\d{12}, region us-east-1\n/)
  assert.ok(server.printed().includes(`eval "$(podpass env --data ${server.data})"`))
  assert.doesNotMatch(server.printed(), /fault|Warning/)
  assert.equal(statSync(server.data).mode & 0o777, 0o700)
  for (const file of ['admin.json', 'wrap.key', 'run.json', 'state.sqlite', 'ca/ca.key'])
    assert.equal(statSync(join(server.data, file)).mode & 0o077, 0, file)

  const { secretAccessKey } = server.clientConfig.credentials
  assert.ok(!server.printed().includes(secretAccessKey))
  server.child.kill('SIGTERM')
  const { code, signal, stdout } = await server.ended
  assert.deepEqual({ code, signal }, { code: 0, signal: null })
  assert.match(stdout, /stopping on SIGTERM/)
  assert.ok(!existsSync(join(server.data, 'run.json')))
})

test('--json prints what runs as one line, and nothing else', async (t) => {
  const data = join(scratch(t), 'data')
  const { child, ended } = start([...program, 'up', '--data', data, ...anyPort, '--json'])
  const facts = JSON.parse(await succeed(['status', '--data', data, '--wait', '--json'])) as object
  child.kill('SIGTERM')
  const { code, stdout } = await ended
  assert.equal(code, 0)
  assert.match(stdout, /^\{.*\}\n$/)
  const told = JSON.parse(stdout) as object
  assert.deepEqual(Object.keys(told), ['Version', 'Pid', 'Endpoint', 'AccountId', 'Region', 'Data'])
  assert.partialDeepStrictEqual(facts, told)
})

test('a second start finds the same account; SIGINT finishes the request in flight', async (t) => {
  const data = join(scratch(t), 'data')
  const first = await up(t, { data })
  await first.stop()
  const second = await up(t, { data, words: ['--region', 'eu-west-1'] })
  assert.equal(second.account, first.account)
  assert.match(second.printed(), /region us-east-1/)

  const { hostname, port } = new URL(second.endpoint)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write('POST / HTTP/1.1\r\nhost: sts\r\ncontent-type: application/x-www-form-urlencoded\r\n')
  await new Promise((resolve) => socket.write('content-length: 43\r\n\r\nAction=GetCallerIdentity&', resolve))
  // The server has taken the connection once another one was answered after it.
  await fetch(second.endpoint)
  second.child.kill('SIGINT')
  await second.prints(/stopping on SIGINT/)
  socket.write('Version=2011-06-15')
  await closed
  assert.match(answer, /^HTTP\/1\.1 403 .*[^]*MissingAuthenticationToken/)
  assert.equal((await second.ended).code, 0)
})

test('it serves on when nobody reads its output any more, and stops whole', async (t) => {
  const server = await up(t)
  server.child.stdout!.destroy()
  server.child.stderr!.destroy()
  server.child.kill('SIGTERM')
  assert.equal((await server.ended).code, 0)
  assert.ok(!existsSync(join(server.data, 'run.json')))
})

test('a signal that comes while it starts stops it once it is whole', async (t) => {
  const data = join(scratch(t), 'data')
  const started = start([...program, 'up', ...anyPort, '--data', data])
  const looking = setInterval(() => {
    if (!existsSync(join(data, 'lock'))) return
    clearInterval(looking)
    started.child.kill('SIGTERM')
  }, 2)
  const { code, stdout } = await started.ended
  clearInterval(looking)
  assert.equal(code, 0)
  assert.match(stdout, /is up[^]*stopping on SIGTERM/)
  assert.ok(!existsSync(join(data, 'run.json')))
})

for (const [words, message] of [
  [['--listen', '4566'], /expected HOST:PORT/],
  [['--listen', 'localhost:99999'], /expected HOST:PORT/],
  [['--region', 'us east'], /expected a region such as us-east-1/],
  [['--issuer-base', 'http://issuer.example.org'], /it must be an https URL/],
  [['--issuer-base', 'https://issuer.example.org:8443/x'], /it must not hold a port/],
  [['--adopt-cluster', 'demo'], /expected NAME=KUBECONFIG/],
  [
    ['--adopt-cluster', 'demo=/nowhere/kubeconfig'],
    /cannot read the kubeconfig `\/nowhere\/kubeconfig`: ENOENT/,
  ],
  [['--data', ''], /expected a directory/],
] as const)
  test(`up ${words.join(' ')} is wrong use`, () => refuse(['up', ...words], 2, message))
