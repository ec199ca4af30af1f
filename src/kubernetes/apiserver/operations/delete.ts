/** DELETE of one object; with a namespace goes all that lies in it. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { badRequest, conflict, forbidden, invalid, notFound, unsupportedField } from '../api-error.ts'
import type { Call } from '../call.ts'
import { isDryRun } from '../write-options.ts'
import { newAccount } from '../objects/new-objects.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { findEntry, keyOfObject, prefixOf, present, putObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { parseJson } from '../parse-json.ts'
import { readBytes, unmarshalProblem, unregisteredKind } from '../read-object.ts'
import { json } from '../respond.ts'

const immortalNamespaces = ['default', 'kube-public', 'kube-system']

export async function remove(call: Call): Promise<HttpResponse> {
  const { needs, resource, namespace, name } = call
  const options = await readOptions(call)
  checkPropagation(call, options)
  const dryRun = isDryRun(call.query, 'DeleteOptions', listOf(options['dryRun']))
  if (resource.kind === 'Namespace' && immortalNamespaces.includes(name))
    throw forbidden('namespaces', name, 'this namespace may not be deleted')
  const existing = findEntry(needs.store, needs, resource.plural, namespace, name)
  if (existing === undefined) throw notFound(resource.plural, name)
  checkPreconditions(call, existing.value, existing.revision, options)
  if (dryRun) return json(200, present(resource, leaving(call, existing.value), existing.revision))

  const { result, revision } = await needs.store.write((txn) => {
    const entry = findEntry(txn, needs, resource.plural, namespace, name)
    if (entry === undefined) throw notFound(resource.plural, name)
    checkPreconditions(call, entry.value, entry.revision, options)
    txn.delete(keyOfObject(needs.cluster, resource.plural, namespace, name))
    if (resource.kind === 'Namespace')
      for (const plural of ['pods', 'serviceaccounts'] as const)
        for (const { key } of txn.list(prefixOf(needs.cluster, plural, name))) txn.delete(key)
    return entry.value
  })
  if (resource.kind === 'ServiceAccount' && name === 'default') await bringBackDefault(call)
  return json(200, present(resource, leaving(call, result), revision))
}

/** A namespace always has this account, with a new uid each time, so that old tokens stay dead. */
async function bringBackDefault({ needs, namespace }: Call): Promise<void> {
  await needs.store.write((txn) => {
    if (findEntry(txn, needs, 'namespaces', '', namespace) === undefined) return
    if (findEntry(txn, needs, 'serviceaccounts', namespace, 'default') !== undefined) return
    putObject(txn, needs, 'serviceaccounts', newAccount(needs, namespace, 'default'))
  })
}

/** No node has to agree here, so what the answer shows as leaving is gone already. */
function leaving({ needs, resource }: Call, object: KubernetesObject): KubernetesObject {
  if (resource.kind === 'ServiceAccount') return object
  const metadata = { ...object.metadata, deletionTimestamp: timestamp(needs.now()) }
  if (resource.kind === 'Pod') {
    const generation = Number(object.metadata['generation'] ?? 0) + 1
    return { ...object, metadata: { ...metadata, generation, deletionGracePeriodSeconds: 0 } }
  }
  return { ...object, metadata, status: { phase: 'Terminating' } }
}

async function readOptions({ request }: Call): Promise<JsonObject> {
  const body = await readBytes(request)
  if (body.length === 0) return {}
  const read = parseJson(body.toString('utf8'))
  if (!read.ok) throw badRequest(`couldn't get version/kind; json parse error: ${read.problem}`)
  const options = read.value ?? {}
  if (!isObject(options))
    throw badRequest(`couldn't get version/kind; json parse error: ${unmarshalProblem(options)}`)
  const { kind = 'DeleteOptions', apiVersion = 'v1' } = options
  if (kind !== 'DeleteOptions')
    throw badRequest(unregisteredKind(textOf(kind) ?? '', textOf(apiVersion) ?? ''))
  return options
}

function checkPropagation({ query }: Call, options: JsonObject): void {
  const policy = options['propagationPolicy'] ?? query.get('propagationPolicy')
  if (policy === null || ['Foreground', 'Background', 'Orphan'].includes(policy as string)) return
  const supported = ['Foreground', 'Background', 'Orphan', 'nil']
  throw invalid('DeleteOptions.meta.k8s.io', '', [unsupportedField('propagationPolicy', policy, supported)])
}

function checkPreconditions(
  { resource, name }: Call,
  object: KubernetesObject,
  revision: number,
  options: JsonObject,
): void {
  const wanted = objectOf(options['preconditions'])
  const uid = textOf(valueAt(wanted, 'uid'))
  const version = textOf(valueAt(wanted, 'resourceVersion'))
  if (uid !== undefined && uid !== object.metadata.uid)
    throw conflict(
      resource.kind,
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${object.metadata.uid}). The object might have been deleted and then recreated`,
    )
  if (version !== undefined && version !== String(revision))
    throw conflict(
      resource.kind,
      name,
      `the ResourceVersion in the precondition (${version}) does not match the ResourceVersion in record (${revision}). The object might have been modified`,
    )
}
