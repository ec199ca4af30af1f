/** One node as a program of its own, `podpass node`: what goes wrong in it is not the cloud's affair, and it ends with us. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeRecord } from './record.ts'

export interface NodeProgram {
  /** The data directory. */
  readonly data: string
  /** The words that start podpass: Node, its flags and the program's file. */
  readonly program: readonly string[]
}

export interface NodeProcess {
  /** Undefined when it is ready, else why it ended. */
  readonly ready: Promise<string | undefined>
  readonly ended: Promise<void>
  stop(): Promise<void>
}

/** Milliseconds that a node has for its pods' ends. */
const patience = 8000

export const nodeDirectory = (
  data: string,
  { cluster, name }: Pick<NodeRecord, 'cluster' | 'name'>,
): string => join(data, 'nodes', encodeURIComponent(cluster), encodeURIComponent(name))

export function startNodeProcess({ data, program }: NodeProgram, record: NodeRecord): NodeProcess {
  const directory = nodeDirectory(data, record)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const logFile = join(directory, 'node.log')
  const log = openSync(logFile, 'w', 0o600)
  const [command = '', ...words] = [...program, ...wordsOf(data, directory, record)]
  const child = spawn(command, words, { stdio: ['ignore', log, log, 'ipc'] })
  closeSync(log)
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
  const ready = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('message', () => resolve(undefined))
    child.once('exit', () => resolve(lastLine(logFile)))
  })
  return {
    ready,
    ended,
    stop: async () => {
      // It ends when nobody is there for whom it runs.
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), patience)
      await ended
      clearTimeout(timer)
    },
  }
}

const wordsOf = (data: string, directory: string, record: NodeRecord): readonly string[] => [
  'node',
  '--data',
  data,
  '--cluster',
  record.cluster,
  '--name',
  record.name,
  '--directory',
  directory,
  ...(record.disablesPodImds === true ? ['--disable-pod-imds'] : []),
  ...(record.roleArn === undefined ? [] : ['--node-role', record.roleArn]),
  ...Object.entries(record.labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
  ...record.taints.flatMap(({ key, value, effect }) => [
    '--taint',
    `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`,
  ]),
]

function lastLine(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.at(-1)?.replace(/^podpass: /, '') || 'it ended without a word'
}
