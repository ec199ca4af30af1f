import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { CommanderError } from 'commander'
import { podpass, refuse, succeed } from './podpass.test-support.ts'
import { commandNames, runCommand } from './program.ts'

suite('each command', { concurrency: 2 }, () => {
  for (const name of commandNames)
    test(`${name}: its help has an example and ends well`, async () => {
      const help = await succeed([...name.split(' '), '--help'])
      assert.match(help, /^Usage: podpass /)
      assert.match(help, new RegExp(`\\nExamples?:\\n {2}.*podpass ${name.split(' ')[0]}`))
    })
})

test('no words, --help and help show every command', async () => {
  for (const words of [[], ['--help'], ['help']]) {
    const help = await succeed(words)
    for (const name of commandNames) assert.match(help, new RegExp(`^ {2}${name.split(' ')[0]}\\b`, 'm'))
  }
})

test('a noun alone is wrong use and shows its verbs', async () => {
  const { code, stderr } = await podpass(['token'])
  assert.equal(code, 2)
  assert.match(stderr, /create[^]*inspect/)
  assert.match(await succeed(['token', '--help']), /create[^]*inspect/)
})

test('an unknown command and an unknown option are wrong use', async () => {
  await refuse(['nonsense'], 2, /^error: unknown command 'nonsense'/)
  await refuse(['constructor'], 2, /^error: unknown command 'constructor'/)
  await refuse(['status', '--no-such-option'], 2, /^error: unknown option '--no-such-option'/)
})

// Without processes of their own, since what main.ts makes of the error is shown above.
for (const words of [
  ...commandNames.map((name) => [...name.split(' '), '--no-such-option']),
  ['toString'],
  ['__proto__'],
  ['token', 'nonsense'],
  ['token', 'constructor'],
  ['issuer', 'nonsense'],
  ['--no-such-option'],
  ['--data', '/tmp', 'status'],
  ['status', 'extra'],
  ['env', 'extra'],
  ['why', 'one', 'two'],
])
  test(`podpass ${words.join(' ')} is wrong use`, async (t) => {
    t.mock.method(process.stderr, 'write', () => true)
    await assert.rejects(
      runCommand(words),
      (error) =>
        error instanceof CommanderError && error.exitCode !== 0 && error.message.startsWith('error: '),
    )
  })

test('the version is the package’s', async () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  assert.equal(await succeed(['--version']), `${(JSON.parse(text) as { version: string }).version}\n`)
})
