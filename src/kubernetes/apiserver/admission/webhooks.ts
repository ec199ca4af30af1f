/** Calls the mutating webhooks for a pod that is to be created, one after the other, and applies what they answer. */
import type { JsonObject } from '../../api/index.ts'
import { applyJsonPatch, isObject, textOf, valueAt } from '../../api/index.ts'
import { ForeignStatus, internalError } from '../api-error.ts'
import type { AdmissionWebhook } from '../needs.ts'
import { findTypeProblem } from '../objects/go-types.ts'
import { parseLabelSelector } from '../objects/selectors.ts'
import type { User } from '../user.ts'
import type { WebhookAnswer } from './webhook-answer.ts'
import { denialOf, readWebhookAnswer } from './webhook-answer.ts'

export interface WebhookRound {
  readonly webhooks: readonly AdmissionWebhook[]
  readonly namespace: string
  readonly pod: JsonObject
  readonly user: User
  readonly dryRun: boolean
  readonly options: JsonObject
  readonly newUid: () => string
}

export interface Mutated {
  readonly pod: JsonObject
  readonly warnings: readonly string[]
}

export async function callWebhooks(round: WebhookRound): Promise<Mutated> {
  let { pod } = round
  const warnings: string[] = []
  for (const webhook of round.webhooks) {
    if (!parseLabelSelector(webhook.objectSelector ?? '')(pod)) continue
    const answer = await callOne(webhook, { ...round, pod })
    if (answer.kind === 'failed') {
      if (webhook.failurePolicy === 'Ignore') continue
      throw internalError(`failed calling webhook "${webhook.name}": ${answer.problem}`)
    }
    warnings.push(...answer.warnings)
    if (answer.kind === 'denied') {
      const { code, message, status } = denialOf(webhook.name, answer.status)
      throw new ForeignStatus(code, message, status)
    }
    pod = applyAnswer(pod, answer.patch)
  }
  return { pod, warnings }
}

async function callOne(webhook: AdmissionWebhook, round: WebhookRound): Promise<WebhookAnswer> {
  const uid = round.newUid()
  try {
    const reply = await webhook.call(JSON.stringify(reviewOf(uid, round)), webhook.timeoutSeconds)
    return readWebhookAnswer(reply, uid)
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'unknown error'
    return { kind: 'failed', problem: `failed to call webhook: ${problem}` }
  }
}

/** A patch that does not apply is the webhook's fault, and no failurePolicy lets it pass. */
function applyAnswer(pod: JsonObject, patch: unknown): JsonObject {
  if (patch === undefined || patch === null) return pod
  const patched = applyJsonPatch(pod, patch)
  if (!patched.ok) throw internalError(patched.problem)
  const problem = isObject(patched.value)
    ? findTypeProblem('Pod', patched.value)
    : 'json: cannot unmarshal the patched object into Go value of type v1.Pod'
  if (problem !== undefined) throw internalError(problem)
  return patched.value as JsonObject
}

const kind = { group: '', version: 'v1', kind: 'Pod' }
const resource = { group: '', version: 'v1', resource: 'pods' }

function reviewOf(uid: string, { namespace, pod, user, dryRun, options }: WebhookRound): JsonObject {
  const name = textOf(valueAt(pod, 'metadata', 'name'))
  const { username, uid: userUid, groups, extra } = user
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid,
      kind,
      resource,
      requestKind: kind,
      requestResource: resource,
      ...(name !== undefined && { name }),
      namespace,
      operation: 'CREATE',
      userInfo: {
        username,
        ...(userUid !== undefined && { uid: userUid }),
        groups,
        ...(extra !== undefined && { extra }),
      },
      object: { kind: 'Pod', apiVersion: 'v1', ...pod },
      oldObject: null,
      dryRun,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', ...options },
    },
  }
}
