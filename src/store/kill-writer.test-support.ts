/** A program that writes to a state file until it is killed, and lists each write beside it once it is acknowledged; for tests. */
import { openSync, writeSync } from 'node:fs'
import { openSqliteStore } from './index.ts'

const writers = 8
let told = false
const list = openSync(`${process.argv[2]!}-acknowledged`, 'w')
const store = await openSqliteStore({ file: process.argv[2]!, wholeUpTo: Number(process.argv[3]) })
await Promise.all(Array.from({ length: writers }, (_, writer) => writeOn(writer)))

/** Counts up from what the writer before the last kill left; each number is two keys of one change. */
async function writeOn(writer: number): Promise<void> {
  for (let n = store.list(`left/${writer}/`).length; ; n++) {
    const name = `${writer}/${String(n).padStart(9, '0')}`
    const { revision } = await store.write((txn) => {
      txn.put(`left/${name}`, n)
      txn.put(`right/${name}`, { text: 'x'.repeat(n % 700) })
    })
    writeSync(list, `${name} ${revision}\n`)
    if (!told) console.log('writing')
    told = true
  }
}
