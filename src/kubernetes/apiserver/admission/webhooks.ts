/** Calls admission webhooks: mutating ones one after the other, each on what the others made; validating ones at once. */
import type { JsonObject } from '../../api/index.ts'
import { applyJsonPatch, equalJson, isObject, valueAt } from '../../api/index.ts'
import { ForeignStatus, internalError } from '../api-error.ts'
import { noteAnnotations, noteFailedOpen, noteMutation } from '../audit/note-webhooks.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { newUid } from '../objects/names.ts'
import { decode } from '../schema/decode.ts'
import { parseLabelSelector } from '../selectors/selectors.ts'
import type { Attributes } from './attributes.ts'
import type { Hook } from './stored-webhooks.ts'
import { type Placed, storedHooks } from './stored-webhooks.ts'
import type { WebhookAnswer } from './webhook-answer.ts'
import { denialOf, readWebhookAnswer } from './webhook-answer.ts'
import { reviewOf, typeUnderReview } from './webhook-review.ts'

export interface Mutated {
  /** As clients see it. */
  readonly object: JsonObject
  readonly warnings: readonly string[]
}

/** `settle` fills in, after each change, what the server fills in of whatever arrives. */
export async function callMutatingWebhooks(
  needs: ApiServerNeeds,
  attributes: Attributes,
  settle: (object: JsonObject) => JsonObject,
): Promise<Mutated> {
  const warnings: string[] = []
  let object = attributes.object ?? {}
  // What a hook saw last, by which it is known whether it has to look again.
  const seen = new Map<Hook, JsonObject>()
  const callOnce = async (hook: Hook, round: number): Promise<void> => {
    const answer = await callHook(needs, hook, { ...attributes, object })
    if (answer === undefined) {
      noteMutation(attributes, { hook, round }, { mutated: false })
      noteFailedOpen(attributes, { hook, round }, 'mutation')
      return
    }
    warnings.push(...answer.warnings)
    const changed = applyAnswer(attributes, object, answer.patch)
    const mutated = changed !== object && !equalJson(changed, object)
    noteMutation(attributes, { hook, round }, { mutated, patch: answer.patch })
    object = settle(changed)
    seen.set(hook, object)
  }
  const hooks = hooksFor(needs, attributes)
  for (const hook of hooks) await callOnce(hook, 0)
  for (const hook of hooks) {
    const last = seen.get(hook)
    if (hook.reinvokes && last !== undefined && !equalJson(last, object)) await callOnce(hook, 1)
  }
  return { object, warnings }
}

/** Those of the house and those of configurations, in the order of their names. */
function hooksFor(needs: ApiServerNeeds, attributes: Attributes): readonly Hook[] {
  const { resource, subresource, operation, object } = attributes
  const isNewPod =
    resource.group === '' && resource.plural === 'pods' && subresource === undefined && operation === 'CREATE'
  const configuration = 'pod-identity-webhook'
  const own = (needs.webhooks ?? []).map((each) => ({
    configuration,
    ...(isNewPod &&
      parseLabelSelector(each.objectSelector ?? '')(object ?? {}) && {
        hook: { configuration, reinvokes: true, ...each },
      }),
  }))
  const all = [...own, ...storedHooks(needs, 'mutatingwebhookconfigurations', attributes)]
  return inPlaces(
    all.toSorted((a, b) =>
      a.configuration < b.configuration ? -1 : a.configuration > b.configuration ? 1 : 0,
    ),
  )
}

const inPlaces = (all: readonly Placed[]): readonly Hook[] =>
  all.flatMap(({ hook }, index) => (hook === undefined ? [] : [{ ...hook, index }]))

/** The warnings of those that allow it; whoever denies it ends the request. */
export async function callValidatingWebhooks(
  needs: ApiServerNeeds,
  attributes: Attributes,
): Promise<readonly string[]> {
  const hooks = inPlaces(storedHooks(needs, 'validatingwebhookconfigurations', attributes))
  const settled = await Promise.allSettled(
    hooks.map(async (hook) => {
      const answer = await callHook(needs, hook, attributes)
      if (answer === undefined) noteFailedOpen(attributes, { hook, round: 0 }, 'validating')
      return answer
    }),
  )
  for (const each of settled) if (each.status === 'rejected') throw each.reason
  return settled.flatMap((each) => (each.status === 'fulfilled' ? (each.value?.warnings ?? []) : []))
}

/** undefined where a failure is passed over. */
async function callHook(
  needs: ApiServerNeeds,
  hook: Hook,
  attributes: Attributes,
): Promise<Extract<WebhookAnswer, { kind: 'allowed' }> | undefined> {
  const answer = await ask(needs, hook, attributes)
  if (answer.kind !== 'failed') noteAnnotations(attributes, hook, answer.auditAnnotations)
  if (answer.kind === 'allowed') return answer
  if (answer.kind === 'failed') {
    if (hook.failurePolicy === 'Ignore') return undefined
    throw internalError(`failed calling webhook "${hook.name}": ${answer.problem}`)
  }
  const { code, message, status } = denialOf(hook.name, answer.status)
  throw new ForeignStatus(code, message, status)
}

async function ask(needs: ApiServerNeeds, hook: Hook, attributes: Attributes): Promise<WebhookAnswer> {
  const uid = newUid(needs.random)
  try {
    const reply = await hook.call(JSON.stringify(reviewOf(uid, attributes)), hook.timeoutSeconds)
    return readWebhookAnswer(reply, uid)
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'unknown error'
    return { kind: 'failed', problem: `failed to call webhook: ${problem}` }
  }
}

/** A patch that does not apply is the webhook's fault, and no failurePolicy lets it pass. */
function applyAnswer(attributes: Attributes, object: JsonObject, patch: unknown): JsonObject {
  if (patch === undefined || patch === null) return object
  const patched = applyJsonPatch(object, patch)
  if (!patched.ok) throw internalError(patched.problem)
  const type = typeUnderReview(attributes)
  if (!isObject(patched.value))
    throw internalError(
      `json: cannot unmarshal the patched object into Go value of type ${type.slice(type.indexOf('/') + 1)}`,
    )
  const decoded = decode(type, patched.value)
  if (!decoded.ok) throw internalError(decoded.problem)
  const { kind, apiVersion } = object
  return { kind, apiVersion, ...decoded.value }
}

/** The namespace that a webhook may have made of it. */
export const namespaceOf = (object: JsonObject): unknown => valueAt(object, 'metadata', 'namespace')
