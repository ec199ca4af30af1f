/** The clusters that commands work on: those of this podpass, or any other by its kubeconfig. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { Option } from 'commander'
import { createClient, loadKubeconfig, type KubernetesClient } from '../kubernetes/api/index.ts'
import { kubeconfigFile } from '../server/index.ts'
import { Failure, WrongUse } from './failure.ts'

export interface ClusterChoice {
  readonly data: string
  readonly cluster?: string
  readonly kubeconfig?: string
}

export const clusterOption = (): Option =>
  new Option('--cluster <name>', 'which cluster of this podpass; may be left out when there is one')
export const kubeconfigOption = (): Option =>
  new Option('--kubeconfig <file>', 'another cluster, by its kubeconfig')

/** A client of the chosen cluster, by its kubeconfig as any other program would use it. */
export function openCluster(choice: ClusterChoice): KubernetesClient {
  const path = choice.kubeconfig ?? findKubeconfig(choice)
  const config = loadKubeconfig(path)
  if (!config.ok) throw new Failure(config.problem)
  return createClient({ ...config.client, userAgent: 'podpass' })
}

export function findKubeconfig({ data, cluster }: Omit<ClusterChoice, 'kubeconfig'>): string {
  if (cluster !== undefined) {
    const path = kubeconfigFile(data, cluster)
    if (!existsSync(path))
      throw new Failure(`there is no cluster \`${cluster}\` in data directory \`${data}\``)
    return path
  }
  const folder = join(resolve(data), 'kubeconfig')
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : []
  if (files.length === 1) return join(folder, files[0]!)
  throw new Failure(
    files.length === 0
      ? `there is no cluster in data directory \`${data}\` yet; make one with: aws eks create-cluster`
      : 'there are several clusters; name one with --cluster',
  )
}

/** The name of the chosen cluster of this podpass. */
export const findClusterName = (choice: Omit<ClusterChoice, 'kubeconfig'>): string =>
  decodeURIComponent(basename(findKubeconfig(choice), '.yaml'))

/** `NAMESPACE/NAME` of a ServiceAccount. */
export function parseServiceAccount(text: string): { namespace: string; name: string } {
  const [namespace, name, ...more] = text.split('/')
  if (!namespace || !name || more.length > 0) throw new WrongUse(`expected NAMESPACE/NAME, got \`${text}\``)
  return { namespace, name }
}
