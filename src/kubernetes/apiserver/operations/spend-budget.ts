/** Whether a pod's disruption budget lets it go, and one disruption less in the budget if so. */
import type { Transaction } from '../../../store/index.ts'
import { isObject, listOf, objectOf, valueAt } from '../../api/index.ts'
import { ApiError, forbidden } from '../api-error.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { listEntries, putObject, type KubernetesObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { matchesSelector } from '../selectors/match-selector.ts'

type Where = Pick<ApiServerNeeds, 'cluster' | 'now'>

const budgets = 'poddisruptionbudgets.policy'

export function spendBudget(txn: Transaction, where: Where, pod: KubernetesObject, dryRun: boolean): void {
  const { namespace = '', name, deletionTimestamp } = pod.metadata
  // Nobody depends on what does not run.
  const phase = valueAt(pod, 'status', 'phase')
  if (deletionTimestamp !== undefined || phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending')
    return
  const [budget, another] = listEntries(txn, where, budgets, namespace).filter(({ value }) =>
    isOf(value, pod),
  )
  if (another !== undefined)
    throw new ApiError(
      500,
      undefined,
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  if (budget === undefined || maySkip(budget.value, pod)) return
  requireAllowance(budget.value)
  if (dryRun) return
  const status = objectOf(budget.value['status'])
  const disruptionsAllowed = numberAt(budget.value, 'disruptionsAllowed') - 1
  const disruptedPods = { ...objectOf(status['disruptedPods']), [name]: timestamp(where.now()) }
  putObject(txn, where, budgets, {
    ...budget.value,
    status: { ...status, disruptionsAllowed, disruptedPods },
  })
}

/** A budget without a selector is of no pod; one with an empty selector is of all. */
export const isOf = (budget: KubernetesObject, pod: KubernetesObject): boolean =>
  isObject(valueAt(budget, 'spec', 'selector')) &&
  matchesSelector(valueAt(budget, 'spec', 'selector'), pod.metadata.labels)

const numberAt = (budget: KubernetesObject, field: string): number =>
  Number(valueAt(budget, 'status', field) ?? 0)

/** A pod that is not ready serves nobody, as long as enough others do, or where the budget says so. */
function maySkip(budget: KubernetesObject, pod: KubernetesObject): boolean {
  const isReady = listOf(valueAt(pod, 'status', 'conditions')).some(
    (each) => valueAt(each, 'type') === 'Ready' && valueAt(each, 'status') === 'True',
  )
  if (isReady) return false
  const [healthy, desired] = [numberAt(budget, 'currentHealthy'), numberAt(budget, 'desiredHealthy')]
  return (
    valueAt(budget, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow' ||
    (healthy >= desired && desired > 0)
  )
}

function requireAllowance(budget: KubernetesObject): void {
  const { name, generation = 0 } = budget.metadata
  if (numberAt(budget, 'observedGeneration') < generation)
    throw tooMany(`The disruption budget ${name} is still being processed by the server.`, 10)
  const allowed = numberAt(budget, 'disruptionsAllowed')
  if (allowed < 0) throw forbidden(budgets, name, 'pdb disruptions allowed is negative')
  if (allowed > 0) return
  const [healthy, desired] = [numberAt(budget, 'currentHealthy'), numberAt(budget, 'desiredHealthy')]
  throw tooMany(`The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`)
}

const tooMany = (message: string, retryAfterSeconds?: number): ApiError =>
  new ApiError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })
