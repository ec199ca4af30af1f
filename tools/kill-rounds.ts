/**
 * Kills a writing program again and again and checks that no acknowledged write is lost: `kill-rounds.ts [store|apiserver] [ROUNDS]`,
 * the store 1,000 times unless told, an API server whose Deployments are being scaled 100 times.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crashRound } from '../src/kubernetes/apiserver/crash/crash-round.test-support.ts'
import { killRound } from '../src/store/kill-round.test-support.ts'

const modes = {
  store: { round: killRound, rounds: 1000, longest: 60, told: 100 },
  apiserver: { round: crashRound, rounds: 100, longest: 400, told: 10 },
} as const

const [first = 'store', second] = process.argv.slice(2)
const isMode = first in modes
const { round: kill, rounds, longest, told } = modes[isMode ? (first as keyof typeof modes) : 'store']
const count = Number((isMode ? second : first) ?? rounds)
const directory = mkdtempSync(join(tmpdir(), 'podpass-kill-'))
let acknowledged = 0
try {
  for (let round = 0; round < count; round++) {
    // A new file now and then, so that first writes are cut off as well as late ones.
    const file = join(directory, `${Math.floor(round / 50)}.db`)
    acknowledged += await kill(file, Math.random() * longest)
    if ((round + 1) % told === 0)
      console.log(`${round + 1} rounds, ${acknowledged} acknowledged writes, none lost`)
  }
} finally {
  rmSync(directory, { recursive: true })
}
