/** The cluster that the webhook is installed into: that of the kubeconfig, as kubectl would choose it. */
import { randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Command } from 'commander'
import { createClient, loadKubeconfig, sleep } from '../../../kubernetes/api/index.ts'
import type { ClusterNeeds, Done } from '../../../kubernetes/install/index.ts'
import { Failure, WrongUse } from '../../failure.ts'
import { line } from '../../print.ts'

export interface ClusterAccess {
  readonly kubeconfig?: string
  readonly context?: string
}

export const addClusterOptions = (command: Command): Command =>
  command
    .option('--kubeconfig <file>', 'the cluster (default: KUBECONFIG, else ~/.kube/config)')
    .option('--context <name>', 'of the kubeconfig, in place of its current one')

/** Runs what is to be done in the cluster, and fails as it failed. */
export async function inCluster(
  { kubeconfig, context }: ClusterAccess,
  act: (needs: ClusterNeeds, server: string) => Promise<Done>,
): Promise<void> {
  const config = loadKubeconfig(kubeconfig ?? defaultKubeconfig(), { context })
  if (!config.ok) throw new Failure(config.problem)
  const client = createClient({ ...config.client, userAgent: 'podpass' })
  const never = new AbortController()
  try {
    const done = await act(
      {
        client,
        say: line,
        wait: (milliseconds) => sleep(milliseconds, never.signal),
        now: () => performance.now(),
        newId: () => randomBytes(4).toString('hex'),
      },
      config.client.server,
    )
    if (!done.ok) throw new Failure(done.problems.join('\n  '))
  } finally {
    client.close()
  }
}

function defaultKubeconfig(): string {
  const files = (process.env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '')
  if (files.length > 1) throw new WrongUse('KUBECONFIG names several files; name one with --kubeconfig')
  return files[0] ?? join(homedir(), '.kube', 'config')
}
