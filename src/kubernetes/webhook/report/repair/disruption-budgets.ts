/** Whether PodDisruptionBudgets leave room for a rollout, which Kubernetes itself holds against none of them. */
import {
  textOf,
  valueAt,
  walkList,
  type ApiProblem,
  type JsonObject,
  type KubernetesClient,
} from '../../../api/index.ts'
import { selectsLabels } from '../label-selector.ts'
import { number, replicasOf } from './rollout-status.ts'

/** How many of its pods a rollout may take away before there is another in their place. */
export function takenAtOnce(kind: string, workload: JsonObject): number {
  switch (kind) {
    case 'Deployment': {
      const replicas = replicasOf(workload)
      const strategy = valueAt(workload, 'spec', 'strategy')
      if (valueAt(strategy, 'type') === 'Recreate') return replicas
      const surge = share(valueAt(strategy, 'rollingUpdate', 'maxSurge') ?? '25%', replicas, Math.ceil)
      const gone = share(valueAt(strategy, 'rollingUpdate', 'maxUnavailable') ?? '25%', replicas, Math.floor)
      // Kubernetes takes one where neither would let anything happen.
      return surge === 0 && gone === 0 ? 1 : gone
    }
    case 'StatefulSet': {
      const wish = valueAt(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable') ?? 1
      return Math.max(1, share(wish, replicasOf(workload), Math.ceil))
    }
    case 'DaemonSet': {
      const wish = valueAt(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable') ?? 1
      return share(wish, number(workload, 'status', 'desiredNumberScheduled'), Math.ceil)
    }
    default:
      return 1
  }
}

function share(wish: unknown, of: number, round: (value: number) => number): number {
  if (typeof wish === 'number') return wish
  const percent = /^(\d+)%$/.exec(textOf(wish) ?? '')?.[1]
  return percent === undefined ? of : round((Number(percent) * of) / 100)
}

export type Budgets =
  | { readonly ok: true; readonly room: number; readonly narrowest?: string }
  | { readonly ok: false; readonly problem: ApiProblem }

/** How many of the pods with these labels the budgets of the namespace let go now. */
export async function findRoom(
  client: Pick<KubernetesClient, 'request'>,
  namespace: string,
  podLabels: unknown,
  signal: AbortSignal,
): Promise<Budgets> {
  let room = Infinity
  let narrowest: string | undefined
  const problem = await walkList(client, {
    path: `/apis/policy/v1/namespaces/${encodeURIComponent(namespace)}/poddisruptionbudgets`,
    signal,
    onItem: (budget) => {
      const selector = valueAt(budget, 'spec', 'selector')
      if (selector === undefined || selector === null || !selectsLabels(selector, podLabels)) return
      const allowed = number(budget, 'status', 'disruptionsAllowed')
      if (allowed >= room) return
      room = allowed
      narrowest = textOf(valueAt(budget, 'metadata', 'name'))
    },
  })
  if (problem !== undefined) return { ok: false, problem }
  return { ok: true, room, ...(narrowest !== undefined && { narrowest }) }
}
