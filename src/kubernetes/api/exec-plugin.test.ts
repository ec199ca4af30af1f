import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { createExecCredentials, readExecPlugin } from './exec-plugin.ts'
import type { JsonObject } from './json.ts'
import { loadKubeconfig } from './load-kubeconfig.ts'
import { runProgram, type RunProgram } from './run-program.ts'

const v1 = 'client.authentication.k8s.io/v1'
const plugin = readExecPlugin({ apiVersion: v1, command: 'get-token', interactiveMode: 'Never' }, {})

const printing = (...statuses: JsonObject[]): { run: RunProgram; count: () => number } => {
  let count = 0
  const run = (): Promise<string> =>
    Promise.resolve(
      JSON.stringify({
        kind: 'ExecCredential',
        apiVersion: v1,
        status: statuses[count++] ?? statuses.at(-1),
      }),
    )
  return { run, count: () => count }
}

test('a credential is kept until it expires, and one run serves all who ask meanwhile', async () => {
  const { run, count } = printing(
    { token: 'one', expirationTimestamp: '2026-01-01T00:10:00Z' },
    { token: 'two', expirationTimestamp: '2026-01-01T00:20:00Z' },
  )
  let now = Date.parse('2026-01-01T00:00:00Z')
  const credentials = createExecCredentials(plugin, { run, now: () => now })
  const both = await Promise.all([credentials.get(), credentials.get()])
  assert.deepEqual([both.map(({ token }) => token), count()], [['one', 'one'], 1])
  now = Date.parse('2026-01-01T00:09:59Z')
  assert.equal((await credentials.get()).token, 'one')
  now = Date.parse('2026-01-01T00:10:00Z')
  assert.deepEqual([(await credentials.get()).token, count()], ['two', 2])
})

test('a credential without an end is kept until it is refused', async () => {
  const { run, count } = printing({ token: 'one' }, { clientCertificateData: 'C', clientKeyData: 'K' })
  const credentials = createExecCredentials(plugin, { run, now: () => 1e15 })
  const first = await credentials.get()
  assert.equal(await credentials.get(), first)
  credentials.refuse({ token: 'somebody else’s' })
  assert.equal(count(), 1)
  credentials.refuse(first)
  assert.deepEqual(await credentials.get(), { certificate: { cert: 'C', key: 'K' } })
})

test('after a failure the plugin is run again', async () => {
  let fails = true
  const good = printing({ token: 'one' }).run
  const run: RunProgram = (...call) => (fails ? Promise.reject(new Error('no')) : good(...call))
  const credentials = createExecCredentials(plugin, { run, now: Date.now })
  await assert.rejects(credentials.get(), /no/)
  fails = false
  assert.equal((await credentials.get()).token, 'one')
})

const wrongOutputs: readonly (readonly [printed: string, expected: RegExp])[] = [
  ['secret-token', /printed no ExecCredential/],
  ['{"kind":"Status"}', /printed no ExecCredential/],
  [`{"kind":"ExecCredential","apiVersion":"${v1}beta1","status":{"token":"secret"}}`, /another apiVersion/],
  [`{"kind":"ExecCredential","apiVersion":"${v1}"}`, /neither a token nor/],
  [`{"kind":"ExecCredential","apiVersion":"${v1}","status":{"clientKeyData":"secret"}}`, /only one of/],
]
for (const [printed, expected] of wrongOutputs)
  test(`a plugin that prints ${printed.replaceAll('secret', '...')} is refused without quoting it`, async () => {
    const credentials = createExecCredentials(plugin, { run: () => Promise.resolve(printed), now: Date.now })
    await assert.rejects(credentials.get(), (error: Error) => {
      assert.match(error.message, expected)
      assert.ok(!error.message.includes('secret'))
      return true
    })
  })

const wrongPlugins: readonly (readonly [exec: JsonObject, expected: RegExp])[] = [
  [{ command: 'x' }, /apiVersion/],
  [{ apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'x' }, /v1alpha1/],
  [{ apiVersion: v1 }, /no command/],
  [{ apiVersion: v1, command: 'x', interactiveMode: 'Always' }, /terminal/],
]
for (const [exec, expected] of wrongPlugins)
  test(`exec ${JSON.stringify(exec)} is refused`, () => {
    assert.throws(() => readExecPlugin(exec, {}), expected)
  })

test('a plugin beside the kubeconfig is run with its arguments, its environment and what it may know', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-exec-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const program = `#!/bin/sh
printf '{"kind":"ExecCredential","apiVersion":"${v1}beta1","status":{"token":"%s %s %s"}}' "$1" "$NAME" "$(printf %s "$KUBERNETES_EXEC_INFO" | wc -c)"
`
  writeFileSync(join(directory, 'plugin.sh'), program)
  chmodSync(join(directory, 'plugin.sh'), 0o755)
  const exec = {
    apiVersion: `${v1}beta1`,
    command: './plugin.sh',
    args: ['argument'],
    env: [{ name: 'NAME', value: 'value' }],
    provideClusterInfo: true,
  }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443' } }],
    users: [{ name: 'u', user: { exec } }],
  }
  writeFileSync(join(directory, 'config'), stringify(config))
  const found = loadKubeconfig(join(directory, 'config'))
  assert.ok(found.ok)
  const info = { interactive: false, cluster: { server: 'https://127.0.0.1:6443' } }
  const told = JSON.stringify({ kind: 'ExecCredential', apiVersion: `${v1}beta1`, spec: info })
  assert.equal((await found.client.credentials!.get()).token, `argument value ${told.length}`)
})

test('a plugin that is missing or fails says so', async () => {
  await assert.rejects(runProgram('no-such-plugin', [], {}, 'install it so'), /was not found: install it so/)
  await assert.rejects(
    runProgram('sh', ['-c', 'echo no login >&2; exit 3'], {}),
    /failed with code 3: no login/,
  )
})
