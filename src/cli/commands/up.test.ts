import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { before, suite, test } from 'node:test'
import { endOfAll, podpass, program, refuse, scratch, start, succeed } from '../podpass.test-support.ts'
import { createCluster, up } from '../up.test-support.ts'

const anyPort = ['--listen', '127.0.0.1:0']

/** The digest of each file of a directory, to see that nothing changed. The lock's journal comes and goes with attempts to take it. */
function contents(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !file.name.startsWith('lock'))
    .map((file) => join(file.parentPath, file.name))
    .toSorted()
  return Object.fromEntries(
    files.map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  )
}

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

test('a file in the way of a cluster ends the start with words, and nothing is left open', async (t) => {
  const server = await up(t)
  await createCluster(server)
  await server.stop()
  for (const place of ['kubeconfig', 'clusters', 'objects', 'ca']) {
    const data = join(scratch(t), place)
    cpSync(server.data, data, { recursive: true })
    rmSync(join(data, place), { recursive: true, force: true })
    writeFileSync(join(data, place), 'in the way')
    await refuse(['up', '--data', data, ...anyPort], 1, /^podpass: cannot start: E(EXIST|NOTDIR): /)
  }
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

test('a directory in use and a port in use are refused, and nothing changes', async (t) => {
  const server = await up(t)
  const before = contents(server.data)
  await refuse(
    ['up', ...anyPort, '--data', server.data],
    1,
    /^podpass: another podpass runs on data directory `.*data`; stop it or choose another with --data DIR\n$/,
  )
  const listen = new URL(server.endpoint).host
  const other = join(scratch(t), 'other')
  await refuse(
    ['up', '--listen', listen, '--data', other],
    1,
    /^podpass: port 127\.0\.0\.1:\d+ is taken by another program; choose one with --listen HOST:PORT\n$/,
  )
  assert.deepEqual(contents(server.data), before)
  assert.deepEqual(contents(other), {})
  await succeed(['status', '--data', server.data])
})

test('a port in use changes nothing in a directory with state', async (t) => {
  const data = join(scratch(t), 'data')
  await (await up(t, { data })).stop()
  const before = contents(data)
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  await refuse(['up', '--listen', `127.0.0.1:${port}`, '--data', data], 1, /is taken by another program/)
  assert.deepEqual(contents(data), before)
})

test(
  'a directory that may not be written is refused',
  { skip: process.getuid?.() === 0 && !canDropRoot() },
  async (t) => {
    const data = scratch(t)
    chmodSync(data, process.getuid?.() === 0 ? 0o755 : 0o500)
    const drop = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : []
    const { code, stderr, stdout } = await start(
      [...drop, ...program, 'up', ...anyPort, '--data', data],
      // Another user's cache is not for this one to read.
      { env: { NODE_COMPILE_CACHE: undefined } },
    ).ended
    assert.equal(code, 1, stderr)
    assert.equal(stdout, '')
    assert.match(stderr, /^podpass: cannot use data directory `.*`: EACCES: permission denied.*\n$/)
    assert.deepEqual(readdirSync(data), [])
  },
)

function canDropRoot(): boolean {
  try {
    execFileSync('setpriv', ['--reuid=65534', '--clear-groups', process.execPath, program[2], '--version'], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

const newer = (file: string): void => {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA user_version = 99')
  database.close()
}

interface Damage {
  readonly name: string
  readonly damage: (data: string) => void
  readonly message: RegExp
  readonly env?: Readonly<Record<string, string>>
}

const key = (byte: number, length = 32): string => Buffer.alloc(length, byte).toString('base64')

const damages: readonly Damage[] = [
  {
    name: 'a state file that is no database',
    damage: (data) => writeFileSync(join(data, 'state.sqlite'), 'no database'),
    message: /state file `.*state\.sqlite` is not a SQLite database/,
  },
  {
    name: 'a state file cut short',
    damage: (data) => {
      const file = join(data, 'state.sqlite')
      writeFileSync(file, readFileSync(file).subarray(0, 5000))
    },
    message: /state file `.*state\.sqlite` (cannot be used|is damaged)/,
  },
  {
    name: 'a state file of a newer podpass',
    damage: (data) => newer(join(data, 'state.sqlite')),
    message: /state file `.*state\.sqlite` .*newer/,
  },
  {
    name: 'a lost wrap key',
    damage: (data) => execFileSync('rm', [join(data, 'wrap.key')]),
    message: /`.*wrap\.key` is missing/,
  },
  {
    name: 'a wrap key cut short',
    damage: (data) => writeFileSync(join(data, 'wrap.key'), key(1, 16)),
    message: /`.*wrap\.key` must hold 32 bytes in base64/,
  },
  {
    name: 'another wrap key',
    damage: (data) => writeFileSync(join(data, 'wrap.key'), key(1)),
    message: /wrapped with another wrap key than the one given/,
  },
  {
    name: 'a wrap key of the environment of the wrong length',
    damage: () => undefined,
    env: { PODPASS_WRAP_KEY: key(1, 31) },
    message: /PODPASS_WRAP_KEY must hold 32 bytes in base64/,
  },
  {
    name: 'a wrap key of the environment that is no base64',
    damage: () => undefined,
    env: { PODPASS_WRAP_KEY: '***' },
    message: /PODPASS_WRAP_KEY must hold 32 bytes in base64/,
  },
  {
    name: 'another wrap key of the environment',
    damage: () => undefined,
    env: { PODPASS_WRAP_KEY: key(2) },
    message: /wrapped with another wrap key than the one given/,
  },
  {
    name: 'a wrap key that is a directory',
    damage: (data) => {
      execFileSync('rm', [join(data, 'wrap.key')])
      mkdirSync(join(data, 'wrap.key'))
    },
    message: /cannot read `.*wrap\.key`: EISDIR/,
  },
  {
    name: 'an admin.json that is no JSON',
    damage: (data) => writeFileSync(join(data, 'admin.json'), '{"secretAccessKey": "hush'),
    message: /`.*admin\.json` is damaged: it is not JSON/,
  },
  {
    name: 'an admin.json of another form',
    damage: (data) => writeFileSync(join(data, 'admin.json'), 'null'),
    message: /`.*admin\.json` is damaged: it has no `account`/,
  },
  {
    name: 'an admin.json without its secret',
    damage: (data) => {
      const { secretAccessKey: _, ...rest } = JSON.parse(
        readFileSync(join(data, 'admin.json'), 'utf8'),
      ) as Record<string, unknown>
      writeFileSync(join(data, 'admin.json'), JSON.stringify(rest))
    },
    message: /`.*admin\.json` is damaged: it has no `secretAccessKey`/,
  },
  {
    name: 'a lost admin.json',
    damage: (data) => execFileSync('rm', [join(data, 'admin.json')]),
    message: /`.*admin\.json` is missing/,
  },
  {
    name: 'an admin.json of another account',
    damage: (data) => {
      const admin = JSON.parse(readFileSync(join(data, 'admin.json'), 'utf8')) as object
      writeFileSync(join(data, 'admin.json'), JSON.stringify({ ...admin, account: '111122223333' }))
    },
    message: /`.*admin\.json` is of account 111122223333, the state file of \d{12}/,
  },
  {
    name: 'a damaged key of the CA',
    damage: (data) => writeFileSync(join(data, 'ca', 'ca.key'), 'nothing'),
    message: /`.*ca\.key` or the certificate beside it is damaged/,
  },
  {
    name: 'a damaged certificate of the CA',
    damage: (data) => writeFileSync(join(data, 'ca', 'ca.crt'), 'nothing'),
    message: /`.*ca\.key` or the certificate beside it is damaged/,
  },
  {
    name: 'a lost key of the CA',
    damage: (data) => execFileSync('rm', [join(data, 'ca', 'ca.key')]),
    message: /`.*ca\.key` is missing/,
  },
  {
    name: 'a ca that is no directory',
    damage: (data) => {
      execFileSync('rm', ['-r', join(data, 'ca')])
      writeFileSync(join(data, 'ca'), '')
    },
    message: /EEXIST|ENOTDIR|not a directory/,
  },
]

suite('what is damaged is refused in words, and nothing changes:', { concurrency: 3 }, () => {
  const end = endOfAll()
  const whole = join(scratch(end), 'data')
  let secretAccessKey: string
  before(async () => {
    const server = await up(end, { data: whole })
    await server.stop()
    ;({ secretAccessKey } = server.clientConfig.credentials)
  })

  for (const { name, damage, message, env } of damages)
    test(name, async (t) => {
      const data = join(scratch(t), 'data')
      cpSync(whole, data, { recursive: true })
      damage(data)
      const damaged = contents(data)
      const outcome = await podpass(['up', ...anyPort, '--data', data], { env })
      assert.equal(outcome.code, 1, outcome.stderr)
      assert.match(outcome.stderr, message)
      assert.match(outcome.stderr, /^podpass: [^\n]*\n$/)
      assert.ok(!outcome.stderr.includes(secretAccessKey) && !outcome.stderr.includes('hush'))
      assert.deepEqual(contents(data), damaged)
    })
})

test('the key that wraps may come from the environment alone', async (t) => {
  const data = join(scratch(t), 'data')
  const env = { PODPASS_WRAP_KEY: key(7) }
  await (await up(t, { data, env })).stop()
  assert.ok(!existsSync(join(data, 'wrap.key')))
  await refuse(['up', ...anyPort, '--data', data], 1, /`.*wrap\.key` is missing/)
  await up(t, { data, env })
})

test('a damaged CA of one of two clusters is refused, and nothing stays open', async (t) => {
  const data = join(scratch(t), 'data')
  const server = await up(t, { data })
  for (const name of ['dev', 'other']) await createCluster(server, name)
  await server.stop()
  writeFileSync(join(data, 'clusters', 'dev', 'ca.key'), 'nothing')
  await refuse(
    ['up', ...anyPort, '--data', data],
    1,
    /^podpass: `.*clusters\/dev\/ca\.key` or the certificate beside it is damaged: it is not PEM\n$/,
  )
})

test('a data directory that is a file is refused by every command', async (t) => {
  const file = join(scratch(t), 'file')
  writeFileSync(file, '')
  await refuse(['up', ...anyPort, '--data', file], 1, /cannot use data directory `.*file`/)
  for (const words of [['env'], ['status'], ['exec', '--', 'true'], ['issuer', 'list'], ['why', '--last']])
    await refuse(
      [words[0]!, ...insertData(words.slice(1), file)],
      1,
      /cannot read `.*file\/run\.json`: ENOTDIR/,
    )
})

const insertData = ([...words]: readonly string[], data: string): string[] =>
  words[0] === 'list' ? ['list', '--data', data] : ['--data', data, ...words]

for (const [words, message] of [
  [['--listen', '4566'], /expected HOST:PORT/],
  [['--listen', 'localhost:99999'], /expected HOST:PORT/],
  [['--region', 'us east'], /expected a region such as us-east-1/],
  [['--issuer-base', 'http://issuer.example.org'], /it must be an https URL/],
  [['--issuer-base', 'https://issuer.example.org:8443/x'], /it must not hold a port/],
  [['--data', ''], /expected a directory/],
] as const)
  test(`up ${words.join(' ')} is wrong use`, () => refuse(['up', ...words], 2, message))

test('an address that is not of this machine is refused', async (t) => {
  const data = join(scratch(t), 'data')
  await refuse(
    ['up', '--listen', '192.0.2.1:0', '--data', data],
    1,
    /192\.0\.2\.1 is no address of this machine/,
  )
})
