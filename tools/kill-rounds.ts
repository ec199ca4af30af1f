/** Kills a writing program again and again (1,000 times unless told) and checks that no acknowledged write is lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killRound } from '../src/store/kill-round.test-support.ts'

const rounds = Number(process.argv[2] ?? 1000)
const directory = mkdtempSync(join(tmpdir(), 'podpass-kill-'))
let acknowledged = 0
try {
  for (let round = 0; round < rounds; round++) {
    // A new file now and then, so that first writes are cut off as well as late ones.
    const file = join(directory, `${Math.floor(round / 50)}.db`)
    acknowledged += await killRound(file, Math.random() * 60)
    if ((round + 1) % 100 === 0)
      console.log(`${round + 1} rounds, ${acknowledged} acknowledged writes, none lost`)
  }
} finally {
  rmSync(directory, { recursive: true })
}
