/** Every check that a change must pass, one after the other, each said in a sentence. */
import { spawnSync } from 'node:child_process'

const checks: readonly (readonly [sentence: string, command: string])[] = [
  ['files are formatted', 'oxfmt --check .'],
  ['types hold', 'tsc --noEmit'],
  ['no lint is found', 'oxlint --type-aware --deny-warnings'],
  ['imports follow the table of rooms', 'node tools/check-rooms.ts'],
  ['generated model tables are up to date', 'node tools/generate-models.ts --check'],
  ['generated managed policies are up to date', 'node tools/generate-managed-policies.ts --check'],
  ['the table of known actions is up to date', 'node tools/generate-known-actions.ts --check'],
  ['generated service names are up to date', 'node tools/generate-service-names.ts --check'],
  ['the page of operations is up to date', 'node tools/generate-operations.ts --check'],
  ['the page of divergences is up to date', 'node tools/generate-divergences.ts --check'],
  ['the plain YAML and the Kustomize base follow from the chart', 'node tools/generate-deploy.ts --check'],
  ['helm is there for the tests of the chart', 'node tools/helm.ts'],
  ['the package builds', 'node tools/build-package.ts'],
  ['all tests pass', 'node tools/run-tests.ts'],
]

for (const [sentence, command] of checks) {
  const started = performance.now()
  console.log(`> ${sentence}`)
  const run = spawnSync(command, { shell: true, stdio: 'inherit' })
  if (run.status !== 0) {
    console.error(`FAILED: ${sentence} (${command})`)
    process.exit(1)
  }
  console.log(`  ok, ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
