import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { endOfAll, podpass, refuse, scratch, start, program, succeed } from '../podpass.test-support.ts'
import { createCluster, up, type Up } from '../up.test-support.ts'

const end = endOfAll()
let server: Up
before(async () => {
  server = await up(end)
})

test('it says what runs and where', async () => {
  const issuer = await createCluster(server)
  const text = await succeed(['status', '--data', server.data])
  assert.match(text, new RegExp(`^podpass \\d+\\.\\d+\\.\\d+ runs as process ${server.child.pid} since 20`))
  assert.ok(text.includes(`AWS endpoint  ${server.endpoint}\n`))
  assert.ok(text.includes(`account       ${server.account}, region us-east-1\n`))
  assert.match(text, /cluster {7}dev at https:\/\/127\.0\.0\.1:\d+, issuer /)

  const facts = JSON.parse(await succeed(['status', '--data', server.data, '--json'])) as Record<
    string,
    unknown
  >
  assert.equal(facts['Endpoint'], server.endpoint)
  assert.equal(facts['Pid'], server.child.pid)
  assert.deepEqual((facts['Details'] as { clusters: { issuer: string }[] }).clusters[0]!.issuer, issuer)
})

test('the directory may come from the environment, and from nothing else when that is empty', async (t) => {
  const env = { PODPASS_DATA: server.data }
  assert.match(await succeed(['status'], { env }), /AWS endpoint/)
  const home = scratch(t)
  const empty = { PODPASS_DATA: '', XDG_DATA_HOME: '', HOME: home }
  await refuse(['status'], 1, new RegExp(`on data directory \`${home}/.local/share/podpass\``), {
    env: empty,
  })
  const xdg = { XDG_DATA_HOME: home }
  await refuse(['status'], 1, new RegExp(`on data directory \`${home}/podpass\``), { env: xdg })
})

test('nothing runs: exit code 1 and what to do; --wait ends in time', async (t) => {
  const data = join(scratch(t), "it's mine")
  await refuse(
    ['status', '--data', data],
    1,
    /^podpass: no podpass runs on data directory `.*`; start it with: podpass up --data '.*it'\\''s mine'\n$/,
  )
  const begun = Date.now()
  await refuse(
    ['status', '--data', data, '--wait', '--timeout', '0.3'],
    1,
    /^podpass: not ready within 0\.3 s: no podpass runs/,
  )
  assert.ok(Date.now() - begun < 10_000)
  assert.ok(!existsSync(data))
})

for (const seconds of ['0', '-1', 'soon', '', '1e9'])
  test(`--timeout '${seconds}' is wrong use`, () =>
    refuse(['status', '--wait', `--timeout=${seconds}`], 2, /expected a number of seconds above 0/))

test('--wait sees a start that comes later', async (t) => {
  const data = join(scratch(t), 'data')
  const waiting = start([...program, 'status', '--data', data, '--wait'])
  const late = await up(t, { data })
  const { code, stdout } = await waiting.ended
  assert.equal(code, 0)
  assert.ok(stdout.includes(late.endpoint))
})

test('what a crash leaves behind is not taken for a podpass that runs', async (t) => {
  const data = join(scratch(t), 'data')
  const crashed = await up(t, { data })
  await crashed.stop('SIGKILL')
  const left = readFileSync(join(data, 'run.json'), 'utf8')
  await refuse(['status', '--data', data], 1, /no podpass runs on data directory/)

  // The process id was given to another program since.
  const runtime = JSON.parse(left) as Record<string, unknown>
  writeFileSync(join(data, 'run.json'), JSON.stringify({ ...runtime, pid: process.pid }))
  for (const words of [['status'], ['env'], ['issuer', 'list'], ['why', '--last']])
    await refuse([...words, '--data', data], 1, /no podpass runs on data directory/)

  const again = await up(t, { data })
  assert.equal(again.account, crashed.account)
  await succeed(['status', '--data', data])
})

test('a damaged run.json or admin.json is named', async (t) => {
  const data = join(scratch(t), 'data')
  const running = await up(t, { data })
  const [run, admin] = [join(data, 'run.json'), join(data, 'admin.json')]
  const whole = JSON.parse(readFileSync(run, 'utf8')) as Record<string, unknown>
  for (const [text, message] of [
    ['{"pid": 1', /`.*run\.json` is damaged: it is not JSON/],
    ['[]', /`.*run\.json` is damaged: it has no `pid`/],
    ['"x"', /`.*run\.json` is damaged: it has no `pid`/],
    ['null', /`.*run\.json` is damaged: it has no `pid`/],
    [JSON.stringify({ ...whole, pid: -1 }), /`.*run\.json` is damaged: it has no `pid`/],
    [JSON.stringify({ ...whole, endpoint: 'here' }), /`.*run\.json` is damaged: it has no `endpoint`/],
    ['', /`.*run\.json` is damaged: it is not JSON/],
  ] as const) {
    writeFileSync(run, text)
    await refuse(['status', '--data', data], 1, message)
  }
  writeFileSync(run, JSON.stringify(whole))
  writeFileSync(admin, readFileSync(admin, 'utf8').slice(0, -20))
  const { code, stderr } = await podpass(['env', '--data', data])
  assert.equal(code, 1)
  assert.match(stderr, /^podpass: `.*admin\.json` is damaged: it is not JSON\n$/)
  assert.ok(!stderr.includes(running.clientConfig.credentials.accessKeyId))
})

test('another key than the administrator has is refused in the service’s words', async (t) => {
  const data = join(scratch(t), 'data')
  await up(t, { data })
  const path = join(data, 'admin.json')
  const admin = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
  writeFileSync(path, JSON.stringify({ ...admin, secretAccessKey: 'another' }))
  await refuse(['status', '--data', data], 1, /(InvalidSignature|SignatureDoesNotMatch)/)
})

test('something else that answers at the address is no podpass, and silence is not waited out', async (t) => {
  const path = join(server.data, 'run.json')
  const whole = readFileSync(path, 'utf8')
  const sockets: Socket[] = []
  let answer: string | undefined = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'
  const other = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined))
    if (answer !== undefined) socket.end(answer)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  t.after(() => {
    writeFileSync(path, whole)
    other.close()
    for (const socket of sockets) socket.destroy()
  })
  const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(whole) as object), endpoint }))
  await refuse(['status', '--data', server.data], 1, /what answers at http:.* is no podpass: status 200/)
  answer = undefined
  await refuse(
    ['status', '--data', server.data, '--wait', '--timeout', '0.5'],
    1,
    /not ready within 0\.5 s: no answer from http:/,
  )
})
