/** Answers one AdmissionReview: whose pod it is, what changes in it, and why. */
import type { JsonObject } from '../api/index.ts'
import { isObject, textOf, valueAt } from '../api/index.ts'
import type { Decision, WebhookNeeds } from './needs.ts'
import type { Answer, ReviewRequest } from './review.ts'
import { planPodChanges } from './plan.ts'

export async function mutatePod(needs: WebhookNeeds, request: ReviewRequest): Promise<Answer> {
  const { object: pod, namespace } = request
  if (!request.isPodCreation)
    return {
      allowed: true,
      warnings: [`podpass changes pods on CREATE only and was asked about ${request.subject}`],
    }
  if (!isObject(pod)) return { allowed: false, message: 'the object of the review is not a pod' }

  const serviceAccount = serviceAccountOf(pod)
  const report = (outcome: Decision['outcome'], reason: string, warnings: readonly string[] = []): void =>
    needs.report?.({ namespace, serviceAccount, pod: nameOf(pod), outcome, reason, warnings })

  const annotations = await needs.findServiceAccount(namespace, serviceAccount)
  if (annotations === undefined) {
    const reason = `service account ${namespace}/${serviceAccount} was not found`
    report('left', reason)
    return leave(reason, [`the pod gets no AWS identity: ${reason}`])
  }
  const plan = planPodChanges({
    pod,
    serviceAccount: annotations,
    options: needs.options,
    hasPodIdentity: needs.hasPodIdentity?.(namespace, serviceAccount),
    chance: needs.chance,
  })
  if (plan.kind === 'malformed') {
    report('refused', plan.problem)
    return { allowed: false, message: plan.problem }
  }
  if (plan.kind === 'leave') {
    report('left', plan.reason, plan.warnings)
    return leave(plan.reason, plan.warnings)
  }
  const reason = plan.roleArn === undefined ? 'pod identity association' : `role ${plan.roleArn}`
  report('changed', reason, plan.warnings)
  return { allowed: true, patch: plan.patch, warnings: plan.warnings, audit: { outcome: 'changed', reason } }
}

const leave = (reason: string, warnings: readonly string[]): Answer => ({
  allowed: true,
  warnings,
  audit: { outcome: 'left', reason },
})

/** Upstream looks up an empty name when the pod names none; the API server means `default`. */
const serviceAccountOf = (pod: JsonObject): string =>
  textOf(valueAt(pod, 'spec', 'serviceAccountName')) ||
  textOf(valueAt(pod, 'spec', 'serviceAccount')) ||
  'default'

const nameOf = (pod: JsonObject): string =>
  textOf(valueAt(pod, 'metadata', 'name')) ?? textOf(valueAt(pod, 'metadata', 'generateName')) ?? ''
