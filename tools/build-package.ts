/** Builds the package that is published into dist/package: emitted JavaScript, data, and a package.json without what only a checkout needs. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const target = 'dist/package'

rmSync(target, { recursive: true, force: true })
emitJavaScript()
copyData()
writeManifest()
writeBin()
console.log(`built ${target}`)

function emitJavaScript(): void {
  const run = spawnSync('tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit', shell: true })
  if (run.status !== 0) process.exit(run.status ?? 1)
}

/** Everything beside the code that is read at run time: model tables, managed policies, SQL. */
function copyData(): void {
  for (const path of globSync('src/**/*.{json,br,gz,sql}')) {
    if (path.includes('/cases/')) continue
    const copy = join(target, 'lib', path.slice('src/'.length))
    mkdirSync(dirname(copy), { recursive: true })
    cpSync(path, copy)
  }
  for (const page of ['README.md', 'LICENSE', 'NOTICE', 'CHANGELOG.md']) cpSync(page, join(target, page))
}

function writeManifest(): void {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>
  for (const name of ['private', 'scripts', 'devDependencies', 'optionalDependencies']) delete manifest[name]
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

function writeBin(): void {
  mkdirSync(join(target, 'bin'), { recursive: true })
  const bin = join(target, 'bin/podpass.js')
  writeFileSync(bin, `#!/usr/bin/env node\nimport '../lib/cli/main.js'\n`)
  chmodSync(bin, 0o755)
}
