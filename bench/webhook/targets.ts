/** What is measured: the built podpass, the floor, and any other webhook that the environment names. */
import { openSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { firstLine, startChild, type Child } from '../support/child.ts'
import type { Cluster } from './cluster.ts'

export interface Program {
  readonly name: string
  /** The path that says whether it is ready. */
  readonly readyPath: string
  readonly start: (cluster: Cluster) => Promise<Target>
}

export interface Target extends Child {
  readonly port: number
}

export const podpass = (packageFolder: string): Program => ({
  name: 'podpass webhook',
  readyPath: '/readyz',
  start: (cluster) =>
    startOnFreePort(cluster, (port, metricsPort) => [
      process.execPath,
      join(packageFolder, 'bin/podpass.js'),
      'webhook',
      '--bind-address=127.0.0.1',
      '--in-cluster=false',
      `--kubeconfig=${cluster.kubeconfig}`,
      `--tls-cert=${cluster.cert}`,
      `--tls-key=${cluster.key}`,
      `--port=${port}`,
      `--metrics-port=${metricsPort}`,
    ]),
})

/** A command with `{kubeconfig}`, `{cert}`, `{key}`, `{port}` and `{metrics-port}` in it. */
export function otherProgram(command: string | undefined): Program | undefined {
  if (command === undefined) return undefined
  return {
    name: 'other webhook',
    readyPath: process.env['PODPASS_BENCH_WEBHOOK_READY_PATH'] ?? '/healthz',
    start: (cluster) =>
      startOnFreePort(cluster, (port, metricsPort) =>
        command
          .split(' ')
          .map((word) =>
            word
              .replace('{kubeconfig}', cluster.kubeconfig)
              .replace('{cert}', cluster.cert)
              .replace('{key}', cluster.key)
              .replace('{port}', String(port))
              .replace('{metrics-port}', String(metricsPort)),
          ),
      ),
  }
}

/** It reads and parses the review and answers with the same bytes each time. */
export const floor = (answerFile: string): Program => ({
  name: 'floor (bare node:https, parses)',
  readyPath: '/',
  start: async ({ key, cert }) => {
    const child = startChild([
      process.execPath,
      new URL('../support/floor.ts', import.meta.url).pathname,
      answerFile,
      key,
      cert,
      'parse',
    ])
    return { ...child, port: Number(await firstLine(child.process)) }
  },
})

/** Log lines go to a file, as a container's do. */
async function startOnFreePort(
  { folder }: Cluster,
  command: (port: number, metricsPort: number) => readonly string[],
): Promise<Target> {
  const [port, metricsPort] = [await freePort(), await freePort()]
  const log = openSync(join(folder, `log-${port}`), 'w')
  return { ...startChild(command(port, metricsPort), process.env, log), port }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
