import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { podpass, refuse, succeed } from './podpass.test-support.ts'
import { commandNames } from './program.ts'

suite('each command', { concurrency: 2 }, () => {
  for (const name of commandNames)
    test(`${name}: its help has an example and ends well, an unknown option is wrong use`, async () => {
      const help = await succeed([...name.split(' '), '--help'])
      assert.match(help, /^Usage: podpass /)
      assert.match(help, new RegExp(`\\nExamples?:\\n {2}.*podpass ${name.split(' ')[0]}`))
      await refuse([...name.split(' '), '--no-such-option'], 2, /^error: (unknown|required) option '--/)
    })
})

test('no words, --help and help show every command', async () => {
  for (const words of [[], ['--help'], ['-h'], ['help']]) {
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

for (const words of [
  ['nonsense'],
  ['constructor'],
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
  test(`podpass ${words.join(' ')} is wrong use`, () =>
    refuse(words, 2, /^error: (unknown (command|option)|too many arguments)/))

test('the version is the package’s', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  assert.equal(await succeed(['--version']), `${version}\n`)
})
