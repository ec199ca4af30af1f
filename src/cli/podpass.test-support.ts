/** Runs the podpass program as a user would, each with an environment and a directory of its own. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Added to an environment that holds nothing of AWS, of podpass and of proxies; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
  readonly cwd?: string
  /** Milliseconds after which it is killed and the test fails. */
  readonly timeout?: number
}

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
export const program = [process.execPath, '--disable-warning=ExperimentalWarning', main] as const

/** One cache of compiled code for all processes of the tests: each start takes a third of the time. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url))
enableCompileCache(compileCache)

export function cleanEnvironment(added: RunOptions['env'] = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|PODPASS_|NODE_|.*_proxy$|XDG_|KUBE)/i.test(name) && name !== 'NO_COLOR',
  )
  const all = { ...Object.fromEntries(kept), NODE_COMPILE_CACHE: compileCache, ...added }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** A program that runs: what it has printed so far, and its end. */
export interface Started {
  readonly child: ChildProcess
  readonly printed: () => string
  readonly ended: Promise<Outcome>
  /** Waits until it has printed something that fits. */
  prints(pattern: RegExp): Promise<RegExpMatchArray>
}

export function start(command: readonly string[], options: RunOptions = {}): Started {
  const child = spawn(command[0]!, command.slice(1), {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  const waiting = new Set<() => void>()
  const heard = (): void => waiting.forEach((look) => look())
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((stdout += text), heard()))
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((stderr += text), heard()))
  child.stdin.on('error', () => undefined).end(options.input ?? '')
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 30_000)
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, stdout, stderr })
    })
  })
  const printed = (): string => stdout + stderr
  return {
    child,
    printed,
    ended,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(printed())
          if (match === null) return
          waiting.delete(look)
          resolve(match)
        }
        waiting.add(look)
        void ended.then(() => reject(new Error(`it ended without printing ${pattern}: ${printed()}`)))
        look()
      }),
  }
}

export const podpass = (words: readonly string[], options: RunOptions = {}): Promise<Outcome> =>
  start([...program, ...words], options).ended

/** Runs podpass and expects success; gives what it printed. */
export async function succeed(words: readonly string[], options: RunOptions = {}): Promise<string> {
  const outcome = await podpass(words, options)
  assert.equal(outcome.code, 0, `podpass ${words.join(' ')}: ${outcome.stdout}${outcome.stderr}`)
  return outcome.stdout
}

/** Runs podpass and expects one line of words on standard error, no stack and nothing on standard output. */
export async function refuse(
  words: readonly string[],
  code: 1 | 2,
  message: RegExp,
  options: RunOptions = {},
): Promise<void> {
  const outcome = await podpass(words, options)
  const said = `podpass ${words.join(' ')}: ${outcome.code} ${outcome.stdout}${outcome.stderr}`
  assert.equal(outcome.code, code, said)
  assert.match(outcome.stderr, message, said)
  assert.doesNotMatch(outcome.stderr, /\n\s+at |node:internal/, said)
  assert.equal(outcome.stdout, '', said)
}

/** A test, a suite or a file. */
export interface Ending {
  after(end: () => Promise<void>): void
}

const closers = new WeakMap<Ending, (() => unknown)[]>()

/** Closes when the test has ended; what was opened last first. */
export function afterwards(t: Ending, close: () => unknown): void {
  const known = closers.get(t)
  if (known !== undefined) return void known.push(close)
  const list = [close]
  closers.set(t, list)
  t.after(async () => {
    for (const each of list.toReversed()) await each()
  })
}

/** The end of the file or suite that calls this as it is read. */
export function endOfAll(): Ending {
  const ends: (() => Promise<void>)[] = []
  after(async () => {
    for (const end of ends) await end()
  })
  return { after: (end) => void ends.push(end) }
}

export function scratch(t: Ending, name = 'podpass-cli-'): string {
  const path = mkdtempSync(join(tmpdir(), name))
  afterwards(t, () => rmSync(path, { recursive: true, force: true }))
  return path
}
