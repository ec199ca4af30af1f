/** One long-lived Python process that makes calls through boto3, which takes whatever input it is given. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Credentials } from '../../e2e/support/installation.ts'
import { has } from '../../e2e/support/run-program.ts'

export interface Ask {
  readonly service: string
  readonly operation: string
  readonly input: unknown
  /** Another one than the installation's. */
  readonly region?: string | undefined
  /** Absent for a call that is not signed. */
  readonly credentials?: Credentials
}

export type Output = Readonly<Record<string, unknown>>

export interface Refusal {
  readonly error: string
  readonly message: string
  readonly status: number
  readonly requestId: string
}

export type Answer = { readonly output: Output } | Refusal

export interface Boto3 {
  /** What boto3 cannot send at all rejects. */
  call(ask: Ask): Promise<Answer>
  close(): Promise<void>
}

export const whyNoBoto3 = (): string | false =>
  !has('python3', '-c', 'import boto3') && 'this machine has no boto3'

export function openBoto3(endpoint: string, region: string): Boto3 {
  const driver = fileURLToPath(new URL('boto3-driver.py', import.meta.url))
  const child = spawn('python3', [driver, endpoint, region], {
    env: { ...cleanEnvironment(), AWS_EC2_METADATA_DISABLED: 'true' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const waiting: PromiseWithResolvers<Answer>[] = []
  child.once('exit', () => waiting.splice(0).forEach(({ reject }) => reject(new Error('Python has ended'))))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer | { readonly fault: string }
    const next = waiting.shift()
    if ('fault' in answer) next?.reject(new Error(answer.fault))
    else next?.resolve(answer)
  })
  child.stdin.on('error', () => undefined)
  return {
    call: (ask) => {
      const next = Promise.withResolvers<Answer>()
      waiting.push(next)
      child.stdin.write(`${JSON.stringify(ask)}\n`)
      return next.promise
    },
    close: () => {
      child.stdin.end()
      return ended
    },
  }
}

const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^AWS_|_proxy$/i.test(name)))
