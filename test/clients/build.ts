/** Builds the clients in other languages, each where its toolchain is; what is built lies in .cache/clients. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Client {
  readonly name: string
  /** The words that run it, or why it cannot be. */
  readonly built:
    | { readonly ok: true; readonly command: readonly string[] }
    | { readonly ok: false; readonly reason: string }
}

interface Recipe {
  readonly name: string
  readonly folder: string
  readonly build: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly command: readonly string[]
}

const cache = fileURLToPath(new URL('../../.cache/clients', import.meta.url))

const recipes: readonly Recipe[] = [
  {
    name: 'Go v2',
    folder: 'go',
    build: ['go', 'build', '-o', `${cache}/go/client`, '.'],
    command: [`${cache}/go/client`],
  },
  {
    name: 'Rust',
    folder: 'rust',
    build: ['cargo', 'build', '--locked', '--quiet'],
    environment: { CARGO_TARGET_DIR: `${cache}/rust` },
    command: [`${cache}/rust/debug/podpass-client`],
  },
  {
    name: 'Java v2',
    folder: 'java',
    build: ['mvn', '-q', '-B', `-Dtarget=${cache}/java`, 'package', 'dependency:copy-dependencies'],
    command: ['java', '-cp', `${cache}/java/classes:${cache}/java/dependency/*`, 'podpass.Client'],
  },
]

/** Minutes: the first build of the Rust client compiles some two hundred crates. */
const longest = 20

export const buildClients = (): readonly Client[] =>
  recipes.map((recipe) => ({ name: recipe.name, built: build(recipe) }))

function build({ folder, build: [tool, ...words], environment, command }: Recipe): Client['built'] {
  const cwd = fileURLToPath(new URL(folder, import.meta.url))
  const run = spawnSync(tool!, words, {
    cwd,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    timeout: longest * 60_000,
  })
  if (run.error !== undefined && 'code' in run.error && run.error.code === 'ENOENT')
    return { ok: false, reason: `this machine has no ${tool}` }
  // A machine that reaches no registry cannot build them, which says nothing of Podpass.
  if (run.status !== 0)
    return { ok: false, reason: `${tool} cannot build it: ${lastLine(run.stderr + run.stdout)}` }
  return existsSync(command[0]!) || command[0] === 'java'
    ? { ok: true, command }
    : { ok: false, reason: `${tool} built nothing` }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 200) ?? ''

// By itself it builds ahead of the tests, which then find everything done: a test runner has no minutes to wait.
if (import.meta.main)
  for (const { name, built } of buildClients())
    console.log(built.ok ? `the client for ${name} is built` : `no client for ${name}: ${built.reason}`)
