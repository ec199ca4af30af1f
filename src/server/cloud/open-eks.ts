/** EKS, whose clusters really run, and EKS Auth for their pods. */
import { createEks } from '../../aws/eks/index.ts'
import { createEksAuth } from '../../aws/eks-auth/index.ts'
import { logGroupOf } from '../clusters/control-plane-logs.ts'
import { createMachines } from '../nodes/machines.ts'
import { placeOf } from './open-clusters.ts'
import type { CloudFacts, Rooms } from './rooms.ts'

export function openEks(facts: CloudFacts, rooms: Rooms): Pick<Rooms, 'eks' | 'eksAuth'> {
  const { config, store, clock, random } = facts
  const { clusters, nodes, iam, logs } = rooms
  const eks = createEks({
    store,
    clock,
    random,
    retiredVersionsFrom: config.retiredVersionsFrom,
    startCluster: (cluster) => clusters.start(cluster),
    stopCluster: async (cluster) => {
      const issuer = clusters.find(cluster)?.issuer
      await nodes.stopAll(clusters.idOf(cluster) ?? '')
      await clusters.stop(cluster)
      if (issuer !== undefined) rooms.keys.forget(issuer)
    },
    findCluster: (cluster) => clusters.find(cluster),
    prepareLogs: (cluster) => logs.ensureGroup(placeOf(cluster), logGroupOf(cluster.name)),
    clusterObjects: {
      read: async (cluster, name) => clusters.objectsOf(cluster).read(name),
      write: async (cluster, object) => clusters.objectsOf(cluster).write(object),
      remove: async (cluster, name) => clusters.objectsOf(cluster).remove(name),
    },
    ...(config.nodeProgram !== undefined && {
      machines: createMachines({
        nodes,
        idOf: (cluster) => clusters.idOf(cluster),
        clusterIds: () => clusters.list().map(({ name }) => name),
      }),
    }),
    principalId: (arn) => iam.principalId(arn),
    findRole: (arn) => iam.findRole(arn),
  })
  return { eks, eksAuth: openEksAuth(facts, { ...rooms, eks }) }
}

function openEksAuth({ random }: CloudFacts, rooms: Rooms): Rooms['eksAuth'] {
  const { eks, clusters, iam, sts, recordAssumption } = rooms
  const { findRole, serviceControlOf, resourceControlOf, organizationOf } = rooms.accounts
  return createEksAuth({
    random,
    findTags: (cluster) => eks.findTags(cluster),
    findPodRole: (cluster, namespace, serviceAccount) => eks.findPodRole(cluster, namespace, serviceAccount),
    reviewToken: (cluster, token, now) => clusters.reviewPodToken(cluster, token, now),
    findRole,
    policiesOfRole: (id) => iam.policiesOfRole(id),
    serviceControlOf,
    resourceControlOf,
    organizationOf,
    issueSession: (request) => sts.issueSession(request),
    recordAssumption,
  })
}
