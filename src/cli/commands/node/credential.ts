/** As whom a node comes to its cluster: in an embedded one as itself, and never as its administrator. */
import { loadKubeconfig } from '../../../kubernetes/api/index.ts'
import type { ClientFacts } from '../../../kubernetes/api/index.ts'
import { writeNodeKubeconfig } from '../../../server/index.ts'
import { findClusterName } from '../../clusters.ts'
import { Failure } from '../../failure.ts'

export interface CredentialWish {
  readonly data: string
  readonly cluster?: string
  readonly kubeconfig?: string
}

export async function findNodeCredential(wish: CredentialWish, name: string): Promise<ClientFacts> {
  const config = loadKubeconfig(wish.kubeconfig ?? (await ownKubeconfig(wish, name)))
  if (!config.ok) throw new Failure(config.problem)
  return config.client
}

async function ownKubeconfig({ data, cluster: wanted }: CredentialWish, name: string): Promise<string> {
  const cluster = findClusterName({ data, cluster: wanted })
  const path = await writeNodeKubeconfig({ directory: data, cluster, node: name, clock: Date.now })
  if (path === undefined)
    throw new Failure(`there is no cluster \`${cluster}\` in data directory \`${data}\``)
  return path
}
