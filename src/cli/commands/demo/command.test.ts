import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { tryNext } from './command.ts'

/** What a shell makes of it when `podpass` and `aws` only print the words that they are given. */
const wordsOf = (script: string): string[] =>
  execFileSync('sh', ['-c', `podpass() { printf '%s\\n' "$@"; }; aws() { podpass "$@"; }; ${script}`], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')

test('what the demo says to try next names the data directory as one word, whatever is in its name', () => {
  for (const data of ['/tmp/plain', '/tmp/two words', "/tmp/it's", '/tmp/$(touch x)`id`"', '/tmp/a;b&c']) {
    const named = tryNext(data)
      .map(([words]) => words)
      .filter((words) => words.includes('--data'))
    assert.equal(named.length, 4)
    for (const words of named) {
      // The variables of the first are evaluated, and the last is piped on.
      const plain = words.replace(/^eval "\$\((.*)\)"$/, '$1').replace(/ \| podpass token inspect$/, '')
      assert.ok(wordsOf(plain).includes(data), words)
    }
  }
})
