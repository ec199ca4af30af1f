/** Plugins that make what the package imports cost nothing before it is used. */
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'esbuild'

/** Of these only functions are used, and seldom: they are read when the first one is called. */
const seldomUsed: readonly string[] = ['yaml', 'node:child_process']

/** Packages that every start needs: emitted with our own code, so that nothing has to be looked for. */
export const emittedPackages: readonly string[] = ['commander']

/**
 * Imported as a module, a builtin of Node's reads all that it exports: `node:http` its WebSocket, and with it an HTTP
 * client that is never used, which takes longer than all of our own code. So each name is taken by itself.
 */
export const leanImports: Plugin = {
  name: 'lean imports',
  setup: (bundler) => {
    bundler.onResolve({ filter: anyOf(emittedPackages) }, ({ path }) => ({
      path: resolve('node_modules', path, 'index.js'),
    }))
    bundler.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'lean' }))
    bundler.onResolve({ filter: anyOf(seldomUsed) }, ({ path }) => ({ path, namespace: 'lean' }))
    bundler.onLoad({ filter: /^/, namespace: 'lean' }, ({ path }) => ({
      contents: seldomUsed.includes(path) ? whenUsed(path) : byName(path),
      resolveDir: '.',
    }))
  },
}

const byName = (builtin: string): string =>
  [
    `const builtin = process.getBuiltinModule('${builtin}')`,
    'export default builtin',
    ...namesImportedFrom(builtin).map((name) => `export const ${name} = builtin.${name}`),
  ].join('\n')

function whenUsed(module: string): string {
  const isBuiltin = module.startsWith('node:')
  return [
    isBuiltin ? '' : `import { createRequire } from 'node:module'`,
    'let loaded',
    `const load = () => (loaded ??= ${isBuiltin ? 'process.getBuiltinModule' : 'createRequire(import.meta.url)'}('${module}'))`,
    'export default new Proxy({}, { get: (_, name) => load()[name] })',
    ...namesImportedFrom(module).map(
      (name) => `export const ${name} = (...parameters) => load().${name}(...parameters)`,
    ),
  ].join('\n')
}

/** The values, not the types, that are imported from a module by what is emitted. */
function namesImportedFrom(module: string): readonly string[] {
  // By the modules above.
  const names = new Set(module === 'node:module' ? ['createRequire'] : [])
  for (const text of sources())
    for (const [, list, from] of text.matchAll(/^import \{([^}]*)\} from '([^']+)'/gm))
      if (from === module)
        for (const item of list!.split(',')) {
          const name = item.trim().split(' as ')[0]!
          if (name !== '' && !name.startsWith('type ')) names.add(name)
        }
  return [...names].toSorted()
}

let read: readonly string[] | undefined

const sources = (): readonly string[] =>
  (read ??= globSync(['src/**/*.ts', ...emittedPackages.map((name) => `node_modules/${name}/**/*.js`)], {
    exclude: ['**/*.test.ts', '**/*.test-support.ts'],
  }).map((path) => readFileSync(path, 'utf8')))

const anyOf = (names: readonly string[]): RegExp => new RegExp(`^(${names.join('|')})$`)
