/** The kubeconfig of one node of an embedded cluster: a client certificate of the cluster's CA that makes it `system:node:NAME` and nothing more. */
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parse, stringify } from 'yaml'
import type { Clock } from '../../kit/index.ts'
import { listOf, valueAt } from '../../kubernetes/api/index.ts'
import { openLocalCa } from '../certificates/index.ts'
import { readIfPresent, writeAtomically } from '../data-directory.ts'
import { kubeconfigFile } from '../installation.ts'

export interface NodeKubeconfigWish {
  readonly directory: string
  readonly cluster: string
  /** As the Node object is called. */
  readonly node: string
  readonly clock: Clock
}

/** Beside the administrators' own, in a folder of its own, as no command takes it for a cluster's. */
export const nodeKubeconfigFile = (directory: string, cluster: string, node: string): string =>
  join(nodeKubeconfigDirectory(directory, cluster), `${encodeURIComponent(node)}.yaml`)

export const nodeKubeconfigDirectory = (directory: string, cluster: string): string =>
  join(resolve(directory), 'kubeconfig', 'nodes', encodeURIComponent(cluster))

export const clusterDirectory = (directory: string, cluster: string): string =>
  join(directory, 'clusters', encodeURIComponent(cluster))

/** Writes it anew and returns its path; undefined where there is no such cluster. Whoever may read the data directory may do so, as on a control plane's machine. */
export async function writeNodeKubeconfig(wish: NodeKubeconfigWish): Promise<string | undefined> {
  const { directory, cluster, node, clock } = wish
  const admin = readIfPresent(kubeconfigFile(directory, cluster))
  if (admin === undefined) return undefined
  const [known] = listOf(valueAt(parse(admin), 'clusters'))
  const ca = await openLocalCa({
    directory: clusterDirectory(directory, cluster),
    clock,
    commonName: 'kubernetes',
  })
  const user = `system:node:${node}`
  const { cert, key } = await ca.issueClientCertificate({ commonName: user, organizations: ['system:nodes'] })
  const path = nodeKubeconfigFile(directory, cluster, node)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeAtomically(
    path,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [known],
      users: [
        {
          name: user,
          user: { 'client-certificate-data': toBase64(cert), 'client-key-data': toBase64(key) },
        },
      ],
      contexts: [{ name: cluster, context: { cluster, user } }],
      'current-context': cluster,
    }),
  )
  return path
}

const toBase64 = (text: string): string => Buffer.from(text).toString('base64')
