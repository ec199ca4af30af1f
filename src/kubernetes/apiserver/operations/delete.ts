/** DELETE of one object, or of all that a selector picks. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import type { Attributes } from '../admission/attributes.ts'
import { restrictNode } from '../admission/node-restriction.ts'
import { callMutatingWebhooks, callValidatingWebhooks } from '../admission/webhooks.ts'
import { forbidden, notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { newAccount } from '../objects/new-objects.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { findEntry, listEntries, present, putObject } from '../objects/objects.ts'
import { answerList, answerObject } from '../output/answer.ts'
import { qualified } from '../resources/resource.ts'
import { json } from '../respond.ts'
import { optionsOf } from '../write-options.ts'
import { findStanding } from './change.ts'
import type { DeleteOptions } from './delete-options.ts'
import { checkPreconditions, readDeleteOptions } from './delete-options.ts'
import { selectorOf } from './select.ts'
import { planTaking, takeAway } from './take-away.ts'
import type { Taken } from './take-away.ts'

const immortalNamespaces = ['default', 'kube-public', 'kube-system']

export async function remove(call: Call): Promise<HttpResponse> {
  const { needs, resource, name, request, query } = call
  const options = await readDeleteOptions(request, query)
  if (resource.kind === 'Namespace' && immortalNamespaces.includes(name))
    throw forbidden('namespaces', name, 'this namespace may not be deleted')
  const standing = findStanding(call)
  if (standing === undefined) throw notFound(qualified(resource), name)
  checkPreconditions(resource.kind, standing.object, standing.revision, options)
  const warnings = await admitRemoval(call, present(resource, standing.object, standing.revision), options)
  if (options.dryRun) {
    const planned = planTaking(needs.store, needs, resource, standing.object, options)
    return answerTaken(call, planned, standing.revision, warnings)
  }
  const { taken, revision } = await removeOne(call, name, options)
  if (taken === undefined) throw notFound(qualified(resource), name)
  return answerTaken(call, taken, revision, warnings)
}

async function removeOne(
  call: Call,
  name: string,
  options: DeleteOptions,
): Promise<{ readonly taken: Taken | undefined; readonly revision: number }> {
  const { needs, resource, namespace } = call
  const { result, revision } = await needs.store.write((txn) => {
    const entry = findEntry(txn, needs, qualified(resource), namespace, name)
    if (entry === undefined) return undefined
    checkPreconditions(resource.kind, entry.value, entry.revision, options)
    return takeAway(txn, needs, resource, entry.value, options)
  })
  if (resource.group === '' && resource.kind === 'ServiceAccount' && name === 'default')
    await bringBackDefault(call)
  return { taken: result, revision }
}

/** A namespace always has this account, with a new uid each time, so that old tokens stay dead. */
async function bringBackDefault({ needs, namespace }: Call): Promise<void> {
  await needs.store.write((txn) => {
    const found = findEntry(txn, needs, 'namespaces', '', namespace)
    if (found === undefined || found.value.metadata.deletionTimestamp !== undefined) return
    if (findEntry(txn, needs, 'serviceaccounts', namespace, 'default') !== undefined) return
    putObject(txn, needs, 'serviceaccounts', newAccount(needs, namespace, 'default'))
  })
}

async function admitRemoval(
  call: Call,
  oldObject: JsonObject,
  { dryRun }: DeleteOptions,
): Promise<readonly string[]> {
  const { needs, resource, namespace, name, user, query } = call
  const attributes: Attributes = {
    operation: 'DELETE',
    resource,
    namespace: resource.namespaced ? namespace : '',
    name,
    object: null,
    oldObject,
    user,
    dryRun,
    options: optionsOf('DeleteOptions', query, dryRun),
    notes: call.notes,
  }
  restrictNode(needs, attributes)
  const { warnings } = await callMutatingWebhooks(needs, attributes, (object) => object)
  return [...warnings, ...(await callValidatingWebhooks(needs, attributes))]
}

function answerTaken(
  call: Call,
  { object, gone }: Taken,
  revision: number,
  warnings: readonly string[],
): HttpResponse {
  const { resource } = call
  const shown = gone ? asGone(call, object) : object
  if (!gone || strategyOf(resource).returnsDeleted === true)
    return answerObject(call, { object: shown, revision, warnings })
  const { name, uid } = object.metadata
  const details = {
    name,
    ...(resource.group !== '' && { group: resource.group }),
    kind: resource.plural,
    uid,
  }
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }
  return json(200, status, warnings)
}

/** Pods and namespaces are shown on their way; of the others, what went is shown as it stood. */
function asGone({ resource }: Call, object: KubernetesObject): KubernetesObject {
  if (resource.kind === 'Pod' || resource.kind === 'Namespace') return object
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, ...metadata } = object.metadata
  return { ...object, metadata }
}

export async function removeCollection(call: Call): Promise<HttpResponse> {
  const { needs, resource, namespace, request, query } = call
  const options = await readDeleteOptions(request, query)
  const selector = selectorOf(call)
  const entries = listEntries(needs.store, needs, qualified(resource), namespace).filter(({ value }) =>
    selector(value),
  )
  const items: JsonObject[] = []
  for (const { value, revision } of entries) {
    const { name } = value.metadata
    const shown = present(resource, value, revision)
    await admitRemoval({ ...call, name }, shown, options)
    if (!options.dryRun) await removeOne(call, name, options)
    items.push(shown)
  }
  return answerList(call, { resourceVersion: String(needs.store.revision) }, items)
}
