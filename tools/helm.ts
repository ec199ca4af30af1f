/** Makes sure that the tests of the chart have a helm, or says in one line why they have none; runs it where words follow. */
import { spawnSync } from 'node:child_process'
import { findOrBuildHelm } from './helm/find-helm.ts'

const words = process.argv.slice(2)
const found = findOrBuildHelm(console.error)
if (!found.ok) console.log(`tests with helm are skipped: ${found.reason}`)
else if (words.length > 0)
  process.exitCode = spawnSync(found.program, words, { stdio: 'inherit' }).status ?? 1
else console.log(`helm is ${found.program}`)
