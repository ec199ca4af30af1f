import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { before, suite, test } from 'node:test'
import { endOfAll, podpass, refuse, scratch } from '../podpass.test-support.ts'
import { anyPort, contents, createCluster, up } from '../up.test-support.ts'

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
    name: 'an empty state file',
    damage: (data) => writeFileSync(join(data, 'state.sqlite'), ''),
    message: /data directory `.*data` is damaged: .* `state\.sqlite` is empty; restore it from your backup/,
  },
  {
    name: 'a lost state file',
    damage: (data) => execFileSync('rm', [join(data, 'state.sqlite')]),
    message: /data directory `.*data` is damaged: .* `state\.sqlite` is missing; restore it from your backup/,
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
