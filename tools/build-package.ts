/** Builds the package that is published into dist/package, or into the directory given: emitted JavaScript, data, and a package.json without what only a checkout needs. */
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { emittedPackages, leanImports } from './lean-imports.ts'

const target = process.argv[2] ?? 'dist/package'

/** What is started by its path: the program, a thread and the demo's AWS client. */
const programs = [
  'cli/main',
  'store/sqlite-worker',
  'store/sqlite-checker',
  'aws/logs/events/event-worker',
  'aws/logs/insights/query-worker',
  'cli/commands/demo/aws-client',
]

/** A few files instead of hundreds, so that a start reads little; threads and programs of their own stay files of their own. */
async function emitJavaScript(): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(programs.map((name) => [name, `src/${name}.ts`])),
    outdir: join(target, 'lib'),
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    legalComments: 'none',
    plugins: [keepPlaces, leanImports],
  })
}

/** A module finds its data by its own place in the tree, wherever the bundler put its code. */
const keepPlaces: Plugin = {
  name: 'keep places',
  setup: (bundler) => {
    bundler.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const place = relative('src', path).replace(/\.ts$/, '.js')
      return {
        loader: 'ts',
        contents: text.replaceAll(
          'import.meta.url',
          `(import.meta.url.replace(/\\/lib\\/(?!.*\\/lib\\/).*/, '/lib/${place}'))`,
        ),
      }
    })
  },
}

/** Everything beside the code that is read at run time: model tables, managed policies, SQL; and the licences of what is not ours. */
function copyData(): void {
  for (const path of globSync(['src/**/*.{json,br,gz,sql}', 'src/**/LICENSE*'])) {
    if (path.includes('/cases/')) continue
    const copy = join(target, 'lib', path.slice('src/'.length))
    mkdirSync(dirname(copy), { recursive: true })
    cpSync(path, copy)
  }
  for (const name of emittedPackages)
    cpSync(join('node_modules', name, 'LICENSE'), join(target, `lib/LICENSE.${name}`))
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
  writeFileSync(
    bin,
    `#!/usr/bin/env node\nimport { enableCompileCache } from 'node:module'\nenableCompileCache()\nawait import('../lib/cli/main.js')\n`,
  )
  chmodSync(bin, 0o755)
}

rmSync(target, { recursive: true, force: true })
await emitJavaScript()
copyData()
writeManifest()
writeBin()
console.log(`built ${target}`)
