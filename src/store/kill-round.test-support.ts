/** One round of kill -9: a program writes, dies, and nothing that it acknowledged may be missing; for tests. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Entry } from './index.ts'
import { loadStateFile } from './sqlite-file.ts'

/** Kills a writer of `file` so many milliseconds after its first write, and tells how many writes it had acknowledged. */
export async function killRound(file: string, delay: number, wholeUpTo = Infinity): Promise<number> {
  const program = fileURLToPath(new URL('./kill-writer.test-support.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, file, String(wholeUpTo)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await wait(delay)
  assert.ok(child.kill('SIGKILL'), 'the writer ended before it was killed')
  await closed
  // A line that is torn tells of an acknowledged write that cannot be named any more.
  const acknowledged = readFileSync(`${file}-acknowledged`, 'latin1').split('\n').slice(0, -1)
  assert.ok(acknowledged.length > 0, 'the writer was killed before its first write')
  checkAcknowledged(file, acknowledged)
  return acknowledged.length
}

function checkAcknowledged(file: string, lines: readonly string[]): void {
  const { revision: reached, state, letGo } = loadStateFile(file, { wholeUpTo: Infinity, cacheSize: 0 })
  letGo()
  const entries = new Map<string, Entry>()
  for (const entry of state.under('', undefined)) entries.set(entry.key, entry)
  for (const line of lines) {
    const [name, revision] = line.split(' ') as [string, string]
    assert.equal(entries.get(`left/${name}`)?.revision, Number(revision), `lost ${name}`)
    assert.equal(entries.get(`right/${name}`)?.revision, Number(revision), `tore ${name}`)
    assert.ok(reached >= Number(revision))
  }
  const count = (prefix: string): number => [...state.under(prefix, undefined)].length
  assert.equal(count('left/'), count('right/'))
}
