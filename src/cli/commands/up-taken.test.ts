import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { program, refuse, scratch, start, succeed } from '../podpass.test-support.ts'
import { anyPort, contents, up } from '../up.test-support.ts'

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
  {
    skip:
      process.getuid?.() === 0 &&
      !canDropRoot() &&
      'root may write anywhere, and cannot become somebody else here',
  },
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

test('an address that is not of this machine is refused', async (t) => {
  const data = join(scratch(t), 'data')
  await refuse(
    ['up', '--listen', '192.0.2.1:0', '--data', data],
    1,
    /192\.0\.2\.1 is no address of this machine/,
  )
})
