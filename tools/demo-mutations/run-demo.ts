/** Runs the demo of a copy of the sources, with at most one check taken out. */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mutation } from './mutations.ts'

export interface Copy {
  readonly directory: string
  remove(): void
}

export interface DemoResult {
  /** Undefined when it did not end in time. */
  readonly code: number | undefined
  readonly output: string
  readonly seconds: number
}

const root = new URL('../..', import.meta.url).pathname

/** Far above what the demo takes on a busy machine. */
const limit = 240_000

export function copySources(): Copy {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-mutations-'))
  cpSync(join(root, 'src'), join(directory, 'src'), { recursive: true })
  cpSync(join(root, 'package.json'), join(directory, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

/** Takes the check out; gives what puts it back. */
export function apply({ directory }: Copy, mutation: Mutation): () => void {
  const path = join(directory, mutation.file)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, mutate(text, mutation))
  return () => writeFileSync(path, text)
}

/** Throws when the code has changed since the mutation was written. */
export function mutate(text: string, { name, file, find, replace }: Mutation): string {
  const count = text.split(find).length - 1
  if (count === 1) return text.replace(find, () => replace)
  throw new Error(
    `mutation \`${name}\`: \`${find}\` occurs ${count} times in ${file}; bring tools/demo-mutations/mutations.ts up to the code`,
  )
}

/** The demo with the client on the AWS SDK, which starts faster than the AWS CLI. */
export function runDemo({ directory }: Copy): Promise<DemoResult> {
  const begun = performance.now()
  // A group of its own, so that nothing of a demo that hangs stays behind.
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/cli/main.ts', 'demo'],
    {
      cwd: directory,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PODPASS_DEMO_CLIENT: 'sdk',
        NODE_COMPILE_CACHE: join(directory, 'compiled'),
        NO_COLOR: '1',
      },
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    let late = false
    const timer = setTimeout(() => {
      late = true
      process.kill(-child.pid!, 'SIGKILL')
    }, limit)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      const seconds = (performance.now() - begun) / 1000
      resolve({ code: late ? undefined : (code ?? undefined), output, seconds })
    })
  })
}

/** How the demo told that a check is missing; undefined when it did not, or fell before its first step was done. */
export function telling({ code, output }: DemoResult): string | undefined {
  if (code !== 1 || !output.includes('✔')) return undefined
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const failed = lines.findIndex((line) => line.includes('✘'))
  if (failed === -1) return lines.at(-1)
  const command = lines.slice(0, failed).findLast((line) => line.startsWith('  $ ')) ?? ''
  return `${command.trim().slice(0, 120)} ... ${lines[failed]!.trim()}`
}
