/** A program that puts events until it is killed, and lists each beside the file once it is acknowledged; for tests. */
import { openSync, writeSync } from 'node:fs'
import { openEventLog } from './event-log.ts'

const path = process.argv[2]!
const list = openSync(`${path}-acknowledged`, 'w')
const log = openEventLog(path)
for (let n = 0; ; n++) {
  const events = [1, 2, 3].map((part) => ({ timestamp: n, message: `${n}/${part}` }))
  await log.append([{ group: 'g', stream: 's', ingestedAt: n, events }])
  writeSync(list, `${n}\n`)
  if (n === 0) console.log('writing')
}
