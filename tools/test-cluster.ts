/** Runs the tests that need a real Kubernetes API server, or says in one line why they cannot run here. */
import { spawnSync } from 'node:child_process'
import { findPrograms } from './kube-apiserver/programs.ts'

const chosen = process.argv.slice(2)
const found = findPrograms(console.error)
if (!found.ok) console.log(`tests on a real API server are skipped: ${found.reason}`)
else {
  const files = chosen.length > 0 ? chosen : ['test/cluster/**/*.cluster-test.ts']
  const run = spawnSync(process.execPath, ['tools/run-tests.ts', ...files], { stdio: 'inherit' })
  process.exitCode = run.status ?? 1
}
