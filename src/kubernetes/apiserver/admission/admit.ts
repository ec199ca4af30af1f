/** All that happens to an object between its arrival and its validation, in kube-apiserver's order. */
import type { JsonObject } from '../../api/index.ts'
import { textOf, valueAt } from '../../api/index.ts'
import { badRequest } from '../api-error.ts'
import type { Call } from '../call.ts'
import { goTypeOf } from '../resources/resource.ts'
import { decode } from '../schema/decode.ts'
import { strategyOf } from '../kinds/strategies.ts'
import type { Attributes } from './attributes.ts'
import { checkGrantedRights } from './granted-rights.ts'
import { restrictNode } from './node-restriction.ts'
import { admitServiceAccount } from './service-account.ts'
import type { Mutated } from './webhooks.ts'
import { callMutatingWebhooks } from './webhooks.ts'

/** The object with kind and apiVersion, as webhooks and clients see it. */
export async function admit(call: Call, attributes: Attributes): Promise<Mutated> {
  const { needs, namespace } = call
  restrictNode(needs, attributes)
  const settle = (object: JsonObject): JsonObject => admitInTree(call, attributes, object)
  const first = settle(attributes.object ?? {})
  const mutated = await callMutatingWebhooks(needs, { ...attributes, object: first }, settle)
  const theirs = textOf(valueAt(mutated.object, 'metadata', 'namespace')) ?? namespace
  if (theirs !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  checkGrantedRights(call, mutated.object, attributes.oldObject)
  return mutated
}

/** Runs again after webhooks, so that what they added is filled in too. */
function admitInTree(call: Call, { operation, subresource }: Attributes, object: JsonObject): JsonObject {
  const { kind, apiVersion, ...bare } = object
  const filled = fill(call, bare)
  const isNewPod =
    call.resource.group === '' &&
    call.resource.kind === 'Pod' &&
    operation === 'CREATE' &&
    subresource === undefined
  return {
    kind,
    apiVersion,
    ...(isNewPod ? admitServiceAccount(call.needs, call.namespace, filled) : filled),
  }
}

/** Fields in the order of their type, defaults included. */
export function fill({ resource }: Pick<Call, 'resource'>, object: JsonObject): JsonObject {
  const filled = strategyOf(resource).fill?.(object) ?? object
  const decoded = decode(goTypeOf(resource), filled)
  if (!decoded.ok) throw new Error(`defaults do not fit: ${decoded.problem}`)
  return decoded.value
}
