/** What every cluster has from its first moment: the system's namespaces with their accounts, default roles, its own service. */
import type { Transaction } from '../../store/index.ts'
import type { JsonObject } from '../api/index.ts'
import { objectOf, textOf } from '../api/index.ts'
import { apiServerAddress } from './kinds/service-addresses.ts'
import type { ApiServerNeeds } from './needs.ts'
import { newUid } from './objects/names.ts'
import { newAccount, newNamespace, rootCaMap } from './objects/new-objects.ts'
import type { KubernetesObject } from './objects/objects.ts'
import { findEntry, putObject } from './objects/objects.ts'
import { timestamp } from './objects/timestamp.ts'
import { resourceOf } from './resources/resource.ts'
import defaultRoles from './tables/default-roles.json' with { type: 'json' }

type Needs = Pick<ApiServerNeeds, 'cluster' | 'store' | 'now' | 'random' | 'ca'>

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** To be called before the first request; what is there already stays as it is. */
export async function prepareCluster(needs: Needs): Promise<void> {
  await needs.store.write((txn) => {
    for (const name of namespaces) {
      addMissing(txn, needs, 'namespaces', newNamespace(begin(needs, { metadata: { name } })))
      addMissing(txn, needs, 'serviceaccounts', newAccount(needs, name, 'default'))
      if (needs.ca !== undefined) putRootCa(txn, needs, name, needs.ca)
    }
    for (const [plural, roles] of Object.entries(defaultRoles))
      for (const role of roles as readonly JsonObject[])
        addMissing(txn, needs, `${plural}.rbac.authorization.k8s.io`, begin(needs, aggregate(role)))
    addMissing(txn, needs, 'services', begin(needs, ownService))
  })
}

/** A cluster that was moved may have another authority than before. */
function putRootCa(txn: Transaction, needs: Needs, namespace: string, ca: string): void {
  const known = findEntry(txn, needs, 'configmaps', namespace, 'kube-root-ca.crt')?.value
  if (objectOf(known?.['data'])['ca.crt'] !== ca)
    putObject(txn, needs, 'configmaps', rootCaMap(needs, namespace, ca))
}

function addMissing(txn: Transaction, needs: Needs, resource: string, object: KubernetesObject): void {
  const { name, namespace = '' } = object.metadata
  const where = resourceOf(resource).namespaced ? namespace : ''
  if (findEntry(txn, needs, resource, where, name) === undefined) putObject(txn, needs, resource, object)
}

function begin({ random, now }: Needs, { metadata, ...rest }: JsonObject): KubernetesObject {
  const { name, namespace, ...others } = objectOf(metadata)
  return {
    metadata: {
      name: textOf(name) ?? '',
      ...(namespace !== undefined && { namespace: textOf(namespace) ?? '' }),
      uid: newUid(random),
      creationTimestamp: timestamp(now()),
      ...others,
    },
    ...rest,
  }
}

const allClusterRoles = defaultRoles.clusterroles as readonly JsonObject[]

/** The rules of a role that gathers others are those of the others. */
function aggregate(role: JsonObject): JsonObject {
  const selectors = objectOf(role['aggregationRule'])['clusterRoleSelectors']
  if (!Array.isArray(selectors)) return role
  const gather = (seen: ReadonlySet<unknown>, each: JsonObject): readonly unknown[] => {
    const wanted = objectOf(each['aggregationRule'])['clusterRoleSelectors']
    if (!Array.isArray(wanted)) return (each['rules'] ?? []) as readonly unknown[]
    const labels = wanted.flatMap((selector) => Object.entries(objectOf(objectOf(selector)['matchLabels'])))
    return allClusterRoles
      .filter((other) => !seen.has(other))
      .filter((other) => {
        const theirs = objectOf(objectOf(other['metadata'])['labels'])
        return labels.some(([key, value]) => theirs[key] === value)
      })
      .flatMap((other) => gather(new Set([...seen, other]), other))
  }
  const rules = new Map(gather(new Set([role]), role).map((rule) => [JSON.stringify(rule), rule]))
  return { ...role, rules: [...rules.values()] }
}

const ownService: JsonObject = {
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 443 }],
    clusterIP: apiServerAddress,
    clusterIPs: [apiServerAddress],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  },
  status: { loadBalancer: {} },
}
