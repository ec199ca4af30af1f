/** How an add-on does: whether its objects could be made, and whether what they stand for runs. */
import type { EksNeeds } from '../../needs.ts'
import type { ClusterName } from '../../needs.ts'
import type { AddonRecord } from '../record.ts'
import { jsonAt, type KubeObject } from './kube-object.ts'
import { workloadOf } from './render.ts'

export interface AddonIssue {
  readonly code: string
  readonly message: string
  readonly resourceIds: readonly string[]
}

export type AddonStatus =
  | 'ACTIVE'
  | 'CREATE_FAILED'
  | 'CREATING'
  | 'DEGRADED'
  | 'DELETING'
  | 'UPDATE_FAILED'
  | 'UPDATING'

export interface AddonHealth {
  readonly status: AddonStatus
  readonly issues: readonly AddonIssue[]
}

/** Milliseconds in which pods may come up before their absence is an issue. */
const patience = 60_000

export async function healthOf(
  { clusterObjects }: Pick<EksNeeds, 'clusterObjects'>,
  cluster: ClusterName,
  addon: AddonRecord,
  now: number,
): Promise<AddonHealth> {
  if (addon.failure !== undefined) {
    const { during, code, message } = addon.failure
    const status = during === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED'
    return { status, issues: [{ code, message, resourceIds: [] }] }
  }
  const issue = await findIssue({ clusterObjects }, cluster, addon)
  if (issue === undefined) return { status: 'ACTIVE', issues: [] }
  if (now - addon.modifiedAt >= patience) return { status: 'DEGRADED', issues: [issue] }
  return { status: addon.modifiedAt === addon.createdAt ? 'CREATING' : 'UPDATING', issues: [] }
}

async function findIssue(
  { clusterObjects }: Pick<EksNeeds, 'clusterObjects'>,
  cluster: ClusterName,
  addon: AddonRecord,
): Promise<AddonIssue | undefined> {
  const name = workloadOf(addon.addonName, addon.namespace)
  if (name === undefined) return undefined
  let found: KubeObject | undefined
  try {
    found = await clusterObjects.read(cluster, name)
  } catch {
    // Whoever asks is told so, which is all that can be done about it.
    return { code: 'ClusterUnreachable', message: 'The cluster does not answer.', resourceIds: [] }
  }
  if (found === undefined)
    return {
      code: 'K8sResourceNotFound',
      message: `${name.kind} ${name.name} was not found in namespace ${addon.namespace}.`,
      resourceIds: [],
    }
  if (countOf(found).are >= countOf(found).wished) return undefined
  return {
    code: 'InsufficientNumberOfReplicas',
    message: "The add-on is unhealthy because it doesn't have the desired number of replicas.",
    resourceIds: [],
  }
}

function countOf(workload: KubeObject): { readonly wished: number; readonly are: number } {
  const numberAt = (...path: readonly string[]): number => Number(jsonAt(workload, ...path) ?? 0)
  return workload.kind === 'Deployment'
    ? { wished: numberAt('spec', 'replicas'), are: numberAt('status', 'availableReplicas') }
    : {
        wished: numberAt('status', 'desiredNumberScheduled'),
        are: numberAt('status', 'numberAvailable'),
      }
}
