/** Answers one AdmissionReview: whose pod it is, what changes in it, and why. */
import type { JsonObject } from '../api/index.ts'
import { isObject, listOf, textOf, valueAt } from '../api/index.ts'
import type { Decision, DecisionCode, Method, ObjectReference } from './decision.ts'
import type { Annotations } from './identity.ts'
import type { WebhookNeeds } from './needs.ts'
import { planPodChanges, type Plan, type PlanRequest } from './plan.ts'
import { boundWarnings, shortText, type Answer, type ReviewRequest } from './review.ts'

export async function mutatePod(needs: WebhookNeeds, request: ReviewRequest): Promise<Answer> {
  const { object: pod, namespace } = request
  if (!request.isPodCreation)
    return {
      allowed: true,
      warnings: [`podpass changes pods on CREATE only and was asked about ${request.subject}`],
    }
  if (!isObject(pod)) return { allowed: false, code: 400, message: 'the object of the review is not a pod' }
  const name = serviceAccountOf(pod)
  const outcome = await decide(needs, request, pod, name)
  const warnings = boundWarnings(outcome.answer.warnings ?? [])
  needs.report?.({
    uid: request.uid,
    dryRun: request.dryRun,
    namespace,
    serviceAccount: shortText(name),
    pod: shortText(nameOf(pod)),
    about: aboutOf(pod, namespace),
    outcome: outcome.outcome,
    code: outcome.code,
    reason: shortText(outcome.reason),
    ...(outcome.roleArn !== undefined && { roleArn: shortText(outcome.roleArn) }),
    ...(outcome.method !== undefined && { method: outcome.method }),
    warnings,
  })
  return { ...outcome.answer, warnings }
}

interface Outcome {
  readonly outcome: Decision['outcome']
  readonly code: DecisionCode
  readonly reason: string
  readonly roleArn?: string
  readonly method?: Method
  readonly answer: Answer
}

async function decide(
  needs: WebhookNeeds,
  { namespace, dryRun }: ReviewRequest,
  pod: JsonObject,
  name: string,
): Promise<Outcome> {
  const hasPodIdentity = needs.hasPodIdentity?.(namespace, name) ?? false
  const roleEntry = needs.findRoleEntry?.(namespace, name)
  let serviceAccount: Annotations | undefined
  try {
    serviceAccount = await find(needs, namespace, name, hasPodIdentity || roleEntry !== undefined)
  } catch (error) {
    // An association holds whatever the annotations are; a role may be another one, so that pod has to wait.
    if (!hasPodIdentity)
      return failed(`service account ${namespace}/${name} could not be looked up: ${messageOf(error)}`)
  }
  if (serviceAccount === undefined && !hasPodIdentity && roleEntry === undefined) {
    const reason = `service account ${namespace}/${name} was not found`
    return left('service-account-not-found', reason, [`the pod gets no AWS identity: ${reason}`])
  }
  const { options, chance } = needs
  const asked = { pod, namespace, name, serviceAccount, roleEntry, options, hasPodIdentity, chance }
  const plan = await planWithCa(needs, { ...asked, caIsThere: needs.ca?.isIn(namespace) }, dryRun)
  switch (plan.kind) {
    case 'malformed':
      return refused('malformed-pod', plan.problem, [])
    case 'refuse':
      return refused('role-not-allowed', plan.problem, plan.warnings)
    case 'leave':
      return left(plan.code, plan.reason, plan.warnings)
    case 'change': {
      const { patch, roleArn, method, reason } = plan
      const warnings = [...plan.warnings, ...findMistrust(needs, plan, namespace, name)]
      const code = codeOf(method)
      const audit = { decision: 'changed', reason, ...(roleArn !== undefined && { role: roleArn }) }
      return {
        outcome: 'changed',
        code,
        reason,
        roleArn,
        method,
        answer: { allowed: true, patch, warnings, audit },
      }
    }
  }
}

/** A pod that is the first of its namespace to look for the CA has it put there; a dry run writes nothing. */
async function planWithCa(needs: WebhookNeeds, asked: PlanRequest, dryRun: boolean): Promise<Plan> {
  const plan = planPodChanges(asked)
  const { namespace = '', caIsThere } = asked
  if (plan.kind !== 'change' || plan.method === undefined || caIsThere !== false) return plan
  const isThere = dryRun || ((await needs.ca?.putInto(namespace)) ?? false)
  return isThere ? planPodChanges({ ...asked, caIsThere: isThere }) : plan
}

const findMistrust = (
  { checkTrust }: WebhookNeeds,
  { assumes }: Extract<Plan, { kind: 'change' }>,
  namespace: string,
  serviceAccount: string,
): readonly string[] =>
  checkTrust === undefined || assumes === undefined
    ? []
    : assumes.roleArns.flatMap((roleArn) => {
        const subject = { roleArn, namespace, serviceAccount, audience: assumes.audience }
        return checkTrust(subject) ?? []
      })

const codeOf = (method: Method | undefined): DecisionCode =>
  method === undefined ? 'region-only' : method === 'sts_web_identity' ? 'web-identity' : 'pod-identity'

const left = (code: DecisionCode, reason: string, warnings: readonly string[]): Outcome => ({
  outcome: 'left',
  code,
  reason,
  answer: { allowed: true, warnings, audit: { decision: 'left', reason } },
})

const refused = (code: DecisionCode, reason: string, warnings: readonly string[]): Outcome => ({
  outcome: 'refused',
  code,
  reason,
  answer: {
    allowed: false,
    code: code === 'malformed-pod' ? 400 : 403,
    message: reason,
    warnings,
    audit: { decision: 'refused', reason },
  },
})

const failed = (reason: string): Outcome => ({
  outcome: 'failed',
  code: 'lookup-failed',
  reason,
  answer: { allowed: false, failed: true, message: reason },
})

/** Often enough to see a ServiceAccount soon after it was made, and seldom enough to be no burden. */
const askAgainAfter = 50

/** A pod may come before its ServiceAccount; the operator says how long it is worth waiting for. */
async function find(
  needs: WebhookNeeds,
  namespace: string,
  name: string,
  canDoWithout: boolean,
): Promise<Annotations | undefined> {
  const { gracePeriod = 0, wait = sleep } = needs
  let found = await needs.findServiceAccount(namespace, name)
  if (canDoWithout) return found
  for (let waited = 0; found === undefined && waited < gracePeriod; waited += askAgainAfter) {
    await wait(Math.min(askAgainAfter, gracePeriod - waited))
    found = await needs.findServiceAccount(namespace, name)
  }
  return found
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error')

/** Upstream looks up an empty name when the pod names none; the API server means `default`. */
export const serviceAccountOf = (pod: JsonObject): string =>
  textOf(valueAt(pod, 'spec', 'serviceAccountName')) ||
  textOf(valueAt(pod, 'spec', 'serviceAccount')) ||
  'default'

const nameOf = (pod: JsonObject): string =>
  textOf(valueAt(pod, 'metadata', 'name')) ?? textOf(valueAt(pod, 'metadata', 'generateName')) ?? ''

/** At admission the pod itself has no uid yet, so nobody would find an event about it. */
function aboutOf(pod: JsonObject, namespace: string): ObjectReference {
  const owners = listOf(valueAt(pod, 'metadata', 'ownerReferences')).filter(isObject)
  const owner = owners.find((each) => each['controller'] === true) ?? owners[0]
  const [apiVersion, kind] = [textOf(owner?.['apiVersion']), textOf(owner?.['kind'])]
  const [name, uid] = [textOf(owner?.['name']), textOf(owner?.['uid'])]
  return apiVersion && kind && name && uid
    ? { apiVersion, kind, namespace, name, uid }
    : { apiVersion: 'v1', kind: 'Namespace', namespace, name: namespace }
}
