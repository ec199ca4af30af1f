/** POST of pods/NAME/eviction: a deletion that heeds disruption budgets. */
import type { HttpResponse } from '../../../kit/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { Attributes } from '../admission/attributes.ts'
import { restrictNode } from '../admission/node-restriction.ts'
import { callMutatingWebhooks, callValidatingWebhooks } from '../admission/webhooks.ts'
import { badRequest, notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { findEntry, putObject, type KubernetesObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { readObject } from '../read-object.ts'
import { json } from '../respond.ts'
import { fieldValidationOf, isDryRun, optionsOf } from '../write-options.ts'
import { checkPreconditions, deleteOptionsOf } from './delete-options.ts'
import { spendBudget } from './spend-budget.ts'
import { takeAway } from './take-away.ts'

export async function evictPod(call: Call): Promise<HttpResponse> {
  const { needs, resource, subresource, namespace, name, query, user } = call
  const expected = { kind: 'Eviction', apiVersion: 'policy/v1', type: 'policy/v1.Eviction' }
  const { object, warnings } = await readObject(
    call.request,
    expected,
    fieldValidationOf(query, 'CreateOptions'),
  )
  if ((textOf(valueAt(object, 'metadata', 'name')) ?? '') !== name)
    throw badRequest('name in URL does not match name in Eviction object')
  const wished = deleteOptionsOf(objectOf(object['deleteOptions']), new URLSearchParams())
  const options = { ...wished, dryRun: wished.dryRun || isDryRun(query, 'CreateOptions') }
  const attributes: Attributes = {
    operation: 'CREATE',
    resource,
    ...(subresource !== undefined && { subresource }),
    namespace,
    name,
    object: { kind: 'Eviction', apiVersion: 'policy/v1', ...object },
    oldObject: null,
    user,
    dryRun: options.dryRun,
    options: optionsOf('CreateOptions', query, options.dryRun),
    notes: call.notes,
  }
  restrictNode(needs, attributes)
  const mutated = await callMutatingWebhooks(needs, attributes, (changed) => changed)
  const said = [...warnings, ...mutated.warnings, ...(await callValidatingWebhooks(needs, attributes))]
  const { store } = needs
  const evict = (txn: Parameters<Parameters<typeof store.write>[0]>[0]): void => {
    const entry = findEntry(txn, needs, 'pods', namespace, name)
    if (entry === undefined) throw notFound('pods', name)
    checkPreconditions('Pod', entry.value, entry.revision, options)
    spendBudget(txn, needs, entry.value, options.dryRun)
    if (options.dryRun) return
    const marked = markPod(entry.value, needs.now())
    putObject(txn, needs, 'pods', marked)
    takeAway(txn, needs, resource, marked, options)
  }
  await store.write(evict)
  const success = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
  return json(201, success, said)
}

/** Whoever looks at the pod sees why it went. */
function markPod(pod: KubernetesObject, now: number): KubernetesObject {
  const type = 'DisruptionTarget'
  const condition = {
    type,
    status: 'True',
    lastTransitionTime: timestamp(now),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  }
  const others = listOf(valueAt(pod, 'status', 'conditions')).filter((each) => valueAt(each, 'type') !== type)
  return { ...pod, status: { ...objectOf(pod['status']), conditions: [...others, condition] } }
}
