/** POST of a namespace, service account or pod. */
import type { Transaction } from '../../../store/index.ts'
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { objectOf, textOf } from '../../api/index.ts'
import { admitPod } from '../admission/admit-pod.ts'
import { alreadyExists, badRequest, invalid, notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { checkFieldValidation, isDryRun } from '../write-options.ts'
import { newAccount, newNamespace } from '../objects/new-objects.ts'
import { generateName, newUid } from '../objects/names.ts'
import type { KubernetesObject, Metadata } from '../objects/objects.ts'
import { findEntry, present, putObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { qosClassOf } from '../objects/qos-class.ts'
import { validateMetadata } from '../objects/validate-metadata.ts'
import { validatePodSpec } from '../objects/validate-pod.ts'
import { readObject } from '../read-object.ts'
import { json } from '../respond.ts'

export async function create(call: Call): Promise<HttpResponse> {
  const { needs, request, resource } = call
  const dryRun = isDryRun(call.query, 'CreateOptions')
  checkFieldValidation(call.query, 'CreateOptions')
  const arrived = inNamespace(call, await readObject(request, { kind: resource.kind, apiVersion: 'v1' }))
  if (resource.namespaced) requireNamespace(call, needs.store)
  const { pod: admitted, warnings } =
    resource.kind === 'Pod' ? await admitPod(call, arrived, dryRun) : { pod: arrived, warnings: [] }

  const object = complete(call, admitted)
  if (dryRun) {
    refuseDuplicate(call, needs.store, object)
    return json(201, present(resource, object, 0), warnings)
  }
  const { revision } = await needs.store.write((txn) => {
    if (resource.namespaced) requireNamespace(call, txn)
    refuseDuplicate(call, txn, object)
    putObject(txn, needs, resource.plural, object)
    if (resource.kind === 'Namespace')
      putObject(txn, needs, 'serviceaccounts', newAccount(needs, object.metadata.name, 'default'))
  })
  return json(201, present(resource, object, revision), warnings)
}

function inNamespace({ namespace, resource }: Call, object: JsonObject): JsonObject {
  const metadata = objectOf(object['metadata'])
  const theirs = textOf(metadata['namespace']) ?? ''
  if (!resource.namespaced) {
    if (theirs !== '') throw badRequest('namespace is not allowed on this type')
    return { ...object, metadata }
  }
  if (theirs !== '' && theirs !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  return { ...object, metadata: { ...metadata, namespace } }
}

function requireNamespace({ needs, namespace }: Call, from: Pick<Transaction, 'get' | 'list'>): void {
  if (findEntry(from, needs, 'namespaces', '', namespace) === undefined)
    throw notFound('namespaces', namespace)
}

function refuseDuplicate(
  { needs, resource, namespace }: Call,
  from: Pick<Transaction, 'get' | 'list'>,
  object: KubernetesObject,
): void {
  const { name } = object.metadata
  if (findEntry(from, needs, resource.plural, namespace, name) !== undefined)
    throw alreadyExists(resource.plural, name)
}

/** Gives the object what only the server gives, and refuses it if it is not valid. */
function complete(call: Call, arrived: JsonObject): KubernetesObject {
  const { needs, resource } = call
  const given = objectOf(arrived['metadata'])
  if (textOf(given['resourceVersion']))
    throw badRequest('resourceVersion should not be set on objects to be created')
  const base = textOf(given['generateName']) ?? ''
  const name = textOf(given['name']) || (base === '' ? '' : generateName(base, needs.random))
  const { resourceVersion: _, selfLink: __, deletionTimestamp: ___, generation: ____, ...kept } = given
  const metadata: Metadata = {
    ...kept,
    name,
    uid: newUid(needs.random),
    creationTimestamp: timestamp(needs.now()),
    ...(resource.kind === 'Pod' && { generation: 1 }),
  }
  const object = settle(call, { ...arrived, metadata })
  const problems = [
    ...validateMetadata(resource, object.metadata),
    ...(resource.kind === 'Pod' ? validatePodSpec(objectOf(object['spec'])) : []),
  ]
  if (problems.length > 0) throw invalid(resource.kind, textOf(given['name']) ?? '', problems)
  return object
}

function settle({ resource }: Call, object: KubernetesObject): KubernetesObject {
  if (resource.kind === 'Namespace') return newNamespace(object)
  if (resource.kind === 'ServiceAccount') return object
  return { ...object, status: { phase: 'Pending', qosClass: qosClassOf(objectOf(object['spec'])) } }
}
