import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { forwardSignals } from '../forward-signals.ts'
import { launch, type LaunchSpec } from './launch.ts'
import type { Launched } from './launched.ts'
import { rewriteEnv } from './rewrite-env.ts'

const tokenPath = '/var/run/secrets/eks.amazonaws.com/serviceaccount'
const env = { PATH: process.env['PATH'] ?? '', TOKEN: `${tokenPath}/token` }

/** Namespaces may be forbidden, in a container for one. */
const namespaces =
  spawnSync('unshare', ['-m', 'true']).status === 0 || spawnSync('unshare', ['-Urm', 'true']).status === 0
const inNamespace = { skip: namespaces ? false : 'this system allows no mount namespaces' }

function scratch(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-test-'))
  context.after(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

async function run(spec: Partial<LaunchSpec>): Promise<{ code: number; out: string; launched: Launched }> {
  const launched = await launch({ command: 'sh', args: [], env, output: 'pipe', input: 'ignore', ...spec })
  let out = ''
  launched.stdout?.on('data', (chunk) => (out += String(chunk)))
  launched.stderr?.on('data', (chunk) => (out += String(chunk)))
  return { code: await launched.exited, out, launched }
}

test(
  'a token lies where a container would have it, and the host sees nothing of it',
  inNamespace,
  async (context) => {
    const source = scratch(context)
    writeFileSync(join(source, 'token'), 'secret')
    const { code, out, launched } = await run({
      args: [
        '-c',
        'cat "$TOKEN"; echo; ls -d /run/*/ >/dev/null && cat /proc/self/mounts | grep -c eks.amazonaws.com',
      ],
      mounts: [{ source, path: tokenPath, readOnly: true }],
    })
    assert.deepEqual([launched.isolation, code, out], ['namespace', 0, 'secret\n1\n'])
    assert.ok(!existsSync('/run/secrets/eks.amazonaws.com'))
  },
)

for (const isolation of ['namespace', 'rewritten'] as const)
  test(
    `a working directory that is not there is named, and ends as a missing command does: ${isolation}`,
    isolation === 'namespace' ? inNamespace : {},
    async (context) => {
      const said: string[] = []
      const mounts = [{ source: scratch(context), path: tokenPath, readOnly: true }]
      const { code, out, launched } = await run({
        isolation,
        mounts,
        cwd: '/no/such/directory',
        say: (line) => void said.push(line),
      })
      assert.deepEqual([launched.isolation, code, out], [isolation, 127, ''])
      assert.equal(said.at(-1), 'working directory `/no/such/directory` is not on this machine')
      assert.equal(said.length, isolation === 'namespace' ? 1 : 2)
    },
  )

const unspeakable: readonly (readonly [name: string, spec: Partial<LaunchSpec>])[] = [
  ['a NUL in a word', { args: ['-c', 'a\0b'] }],
  ['a NUL in the command', { command: 's\0h' }],
  ['a NUL in a variable', { env: { ...env, SECRET: 'hidden\0' } }],
  ['a NUL in the working directory', { cwd: '/\0' }],
  ['an empty command', { command: '' }],
  ['a word longer than any system takes', { args: ['-c', 'a'.repeat(5_000_000)] }],
]

for (const [name, spec] of unspeakable)
  for (const isolation of ['namespace', 'rewritten'] as const)
    test(`${name} ends as a command that cannot be started: ${isolation}`, async (context) => {
      const said: string[] = []
      const mounts = [{ source: scratch(context), path: tokenPath, readOnly: true }]
      const { code } = await run({ isolation, mounts, say: (line) => void said.push(line), ...spec })
      if (name !== 'an empty command') assert.equal(code, 126)
      else assert.ok([126, 127].includes(code), String(code))
      const told = said.join('\n')
      assert.ok(told.length < 1000 && !told.includes('hidden') && !told.includes('\0'), told)
    })

test('a working directory may lie in what is mounted', inNamespace, async (context) => {
  const { code, out } = await run({
    args: ['-c', 'pwd'],
    mounts: [{ source: scratch(context), path: tokenPath, readOnly: true }],
    cwd: tokenPath,
  })
  assert.deepEqual([code, out], [0, `${tokenPath}\n`])
})

test('there are terminals beside a container’s few devices', inNamespace, async (context) => {
  const log = join(scratch(context), 'log')
  writeFileSync(log, '')
  const { code, out, launched } = await run({
    args: ['-c', 'script -qec tty /dev/null; ls /dev/pts'],
    mounts: [{ source: scratch(context), path: tokenPath, readOnly: true }],
    lastWords: log,
  })
  // Those of the machine are not among them.
  assert.deepEqual([launched.isolation, code, out], ['namespace', 0, '/dev/pts/0\r\nptmx\n'])
})

test('a PATH of the pod’s own is the pod’s affair', inNamespace, async (context) => {
  const { code, out, launched } = await run({
    command: '/bin/sh',
    args: ['-c', 'echo "$PATH"'],
    env: { PATH: '/nowhere' },
    mounts: [{ source: scratch(context), path: tokenPath, readOnly: true }],
  })
  assert.deepEqual([launched.isolation, code, out], ['namespace', 0, '/nowhere\n'])
})

test('a token that is replaced outside is replaced inside', inNamespace, async (context) => {
  const source = scratch(context)
  writeFileSync(join(source, 'token'), 'old')
  const launched = await launch({
    command: 'sh',
    args: ['-c', 'cat "$TOKEN"; echo; while [ "$(cat "$TOKEN")" = old ]; do sleep 0.02; done; cat "$TOKEN"'],
    env,
    output: 'pipe',
    input: 'ignore',
    mounts: [{ source, path: tokenPath, readOnly: true }],
  })
  let out = ''
  launched.stdout?.on('data', (chunk) => {
    out += String(chunk)
    if (out !== 'old\n') return
    writeFileSync(join(source, 'new'), 'new')
    renameSync(join(source, 'new'), join(source, 'token'))
  })
  assert.equal(await launched.exited, 0)
  assert.equal(out, 'old\nnew')
})

test(
  'several mounts, some within others and some at the root, stand side by side',
  inNamespace,
  async (context) => {
    const [outer, inner, top] = ['outer', 'inner', 'top'].map((name) => {
      const directory = scratch(context)
      writeFileSync(join(directory, 'name'), name)
      return directory
    }) as [string, string, string]
    execFileSync('mkdir', [join(outer, 'in')])
    const { code, out } = await run({
      args: [
        '-c',
        'cat /var/run/secrets/podpass/name /var/run/secrets/podpass/in/name /podpass-top/x/name; pwd; ls /proc/self/fd >/dev/null',
      ],
      cwd: tmpdir(),
      mounts: [
        { source: inner, path: '/var/run/secrets/podpass/in', readOnly: false },
        { source: outer, path: '/var/run/secrets/podpass', readOnly: false },
        { source: top, path: '/podpass-top/x', readOnly: true },
      ],
    })
    assert.deepEqual([code, out], [0, `outerinnertop${tmpdir()}\n`])
    assert.ok(!existsSync('/podpass-top'))
  },
)

test(
  'a read-only mount cannot be written to',
  { skip: inNamespace.skip || process.getuid?.() !== 0 ? 'needs root' : false },
  async (context) => {
    const { code, out } = await run({
      args: ['-c', `echo x > ${tokenPath}/token`],
      mounts: [{ source: scratch(context), path: tokenPath, readOnly: true }],
    })
    assert.notEqual(code, 0)
    assert.match(out, /Read-only file system/)
  },
)

test('files are written for the process and gone after it', async () => {
  const { code, out } = await run({
    args: ['-c', 'cat "$TOKEN"; dirname "$TOKEN"'],
    files: [{ path: `${tokenPath}/token`, content: 'secret\n' }],
    isolation: 'rewritten',
  })
  assert.equal(code, 0)
  const [secret, directory] = out.split('\n')
  assert.equal(secret, 'secret')
  assert.ok(directory!.includes('podpass-') && !existsSync(directory!))
})

test('without a namespace the variables point to where the directory is, and a line says so', async (context) => {
  const source = scratch(context)
  writeFileSync(join(source, 'token'), 'secret')
  const lines: string[] = []
  const { code, out } = await run({
    args: ['-c', 'cat "$TOKEN"'],
    mounts: [{ source, path: tokenPath, readOnly: true }],
    isolation: 'rewritten',
    say: (line) => lines.push(line),
  })
  assert.deepEqual([code, out], [0, 'secret'])
  assert.deepEqual(lines, [`no mount namespace here (not wanted): ${tokenPath} is at ${source}`])
})

test('only values that lie below a mounted path are rewritten', () => {
  const mounts = [{ path: '/var/run/x', source: '/host' }]
  assert.deepEqual(
    rewriteEnv({ A: '/var/run/x/token', B: '/var/run/xy', C: '/var/run/x', D: 'see /var/run/x/t' }, mounts),
    {
      A: '/host/token',
      B: '/var/run/xy',
      C: '/host',
      D: 'see /var/run/x/t',
    },
  )
})

test('the exit code is the command’s, with and without a namespace', async (context) => {
  const mounts = [{ source: scratch(context), path: tokenPath, readOnly: true }]
  for (const isolation of ['namespace', 'rewritten'] as const) {
    assert.equal((await run({ args: ['-c', 'exit 7'], mounts, isolation })).code, 7)
    assert.equal((await run({ args: ['-c', 'kill -TERM $$'], mounts, isolation })).code, 143)
    assert.equal((await run({ command: 'podpass-no-such-command', mounts, isolation })).code, 127)
  }
})

test('a signal to us reaches the command', async (context) => {
  const mounts = [{ source: scratch(context), path: tokenPath, readOnly: true }]
  const launched = await launch({
    command: 'sh',
    args: ['-c', 'trap "exit 9" TERM; echo up; while :; do sleep 0.05; done'],
    env,
    mounts,
    output: 'pipe',
    input: 'ignore',
  })
  const source = new EventEmitter()
  const stop = forwardSignals({ source, targets: () => [launched], onTerminal: false })
  launched.stdout?.once('data', () => source.emit('SIGTERM'))
  assert.equal(await launched.exited, 9)
  stop()
  assert.equal(source.listenerCount('SIGTERM'), 0)
})

test('on a terminal Ctrl-C is left to the terminal', () => {
  const source = new EventEmitter()
  const sent: string[] = []
  const target = { kill: (signal: string) => void sent.push(signal) }
  forwardSignals({ source, targets: () => [target], onTerminal: true })
  source.emit('SIGINT')
  source.emit('SIGTERM')
  assert.deepEqual(sent, ['SIGTERM'])
})
