/** The clusters that run here or are adopted, and their nodes. */
import { partitionOf } from '../../arn/index.ts'
import { createClusters, type ClusterName } from '../clusters/clusters.ts'
import { createNodes } from '../nodes/nodes.ts'
import type { CloudFacts, Rooms } from './rooms.ts'

export function openClusters(facts: CloudFacts, rooms: Rooms): Pick<Rooms, 'clusters' | 'nodes'> {
  const { config, data, store, secretWrap, clock, random, onFault } = facts
  const nodes = createNodes({ store, data: data.path, program: config.nodeProgram, onFault })
  const adopted = new Map(Object.entries(config.adoptedClusters ?? {}))
  const clusters = createClusters({
    directory: data.path,
    store,
    issuers: rooms.issuers,
    secretWrap,
    clock,
    random,
    issuerBase: config.issuerBase,
    adopts: ({ name, account, region }) =>
      account === rooms.admin.account && region === rooms.admin.region ? adopted.get(name) : undefined,
    login: {
      endpoint: () => facts.endpoint,
      findAccess: (cluster, who) => rooms.eks.findAccess(cluster, who),
      listProviders: (cluster) => rooms.eks.listIdentityProviders(cluster),
      keysOf: (request) => rooms.keys.keysOf(request),
    },
    logs: {
      isLogged: (cluster, type) => rooms.eks.isLogged(cluster, type),
      deliver: ({ cluster, ...lines }) => rooms.logs.deliver({ place: placeOf(cluster), ...lines }),
    },
    hasPodIdentity: (cluster, namespace, serviceAccount) =>
      rooms.eks.findPodRole(cluster, namespace, serviceAccount) !== undefined,
    findVersion: (cluster) => rooms.eks.findVersion(cluster),
    onPodWithoutNode: nodes.wanted,
    onFault,
  })
  return { clusters, nodes }
}

/** Where the log groups of a cluster lie. */
export const placeOf = ({ account, region }: ClusterName) => ({
  account,
  region,
  partition: partitionOf(region),
})
