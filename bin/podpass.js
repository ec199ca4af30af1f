#!/usr/bin/env node
/** Runs podpass from a checkout, with the Node that `npm ci` brought where the system's own is too old. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
const bundled = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(main)
} else if (existsSync(bundled)) {
  const run = spawnSync(bundled, ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exit(run.status ?? 1)
} else {
  console.error(`podpass needs Node 24 or newer; this is ${process.versions.node}`)
  process.exit(1)
}
