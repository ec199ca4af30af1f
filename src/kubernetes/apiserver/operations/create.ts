/** POST of an object. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { Reader } from '../../../store/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { objectOf, textOf } from '../../api/index.ts'
import { admit } from '../admission/admit.ts'
import type { Attributes } from '../admission/attributes.ts'
import { callValidatingWebhooks } from '../admission/webhooks.ts'
import { alreadyExists, invalid, withWarnings } from '../api-error.ts'
import type { Call } from '../call.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { beginMetadata } from '../objects/identity.ts'
import { newAccount, rootCaMap } from '../objects/new-objects.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { findEntry, present, putObject } from '../objects/objects.ts'
import { validateMetadata } from '../objects/validate-metadata.ts'
import { answerObject } from '../output/answer.ts'
import { readObject } from '../read-object.ts'
import { apiVersionOf, goTypeOf, kindWithGroup, qualified } from '../resources/resource.ts'
import { decode } from '../schema/decode.ts'
import { fieldValidationOf, isDryRun, optionsOf } from '../write-options.ts'
import { inNamespace, requireNamespace } from './where.ts'

export async function create(call: Call): Promise<HttpResponse> {
  const { resource, request, query } = call
  const dryRun = isDryRun(query, 'CreateOptions')
  const expected = { kind: resource.kind, apiVersion: apiVersionOf(resource), type: goTypeOf(resource) }
  const arrived = await readObject(request, expected, fieldValidationOf(query, 'CreateOptions'))
  const object = inNamespace(call, arrived.object)
  return withWarnings(arrived.warnings, () => createObject(call, object, dryRun, arrived.warnings))
}

/** Of PUT too, where it makes what is not there. */
export async function createObject(
  call: Call,
  arrived: JsonObject,
  dryRun: boolean,
  said: readonly string[] = [],
): Promise<HttpResponse> {
  const { needs, resource, user, namespace, query } = call
  const name = textOf(objectOf(arrived['metadata'])['name']) ?? ''
  requireNamespace(call, needs.store, name)
  const attributes: Attributes = {
    operation: 'CREATE',
    resource,
    namespace: resource.namespaced ? namespace : '',
    name,
    object: { kind: resource.kind, apiVersion: apiVersionOf(resource), ...arrived },
    oldObject: null,
    user,
    dryRun,
    options: optionsOf('CreateOptions', query, dryRun),
    notes: call.notes,
  }
  const admitted = await admit(call, attributes)
  const object = complete(call, admitted.object)
  call.notes.name = object.metadata.name
  const validated = await callValidatingWebhooks(needs, {
    ...attributes,
    object: present(resource, object, 0),
  })
  const warnings = [...said, ...admitted.warnings, ...validated]
  if (dryRun) {
    refuseDuplicate(call, needs.store, object)
    return answerObject(call, { status: 201, object, revision: 0, warnings })
  }
  const { revision } = await needs.store.write((txn) => {
    requireNamespace(call, txn, object.metadata.name)
    refuseDuplicate(call, txn, object)
    putObject(txn, needs, qualified(resource), object)
    if (resource.group !== '' || resource.kind !== 'Namespace') return
    putObject(txn, needs, 'serviceaccounts', newAccount(needs, object.metadata.name, 'default'))
    if (needs.ca !== undefined)
      putObject(txn, needs, 'configmaps', rootCaMap(needs, object.metadata.name, needs.ca))
  })
  return answerObject(call, { status: 201, object, revision, warnings })
}

function refuseDuplicate({ needs, resource, namespace }: Call, from: Reader, object: KubernetesObject): void {
  const { name } = object.metadata
  if (findEntry(from, needs, qualified(resource), namespace, name) !== undefined)
    throw alreadyExists(qualified(resource), name)
}

/** Gives the object what only the server gives, and refuses it if it is not valid. */
function complete({ needs, resource }: Call, admitted: JsonObject): KubernetesObject {
  const { kind: _, apiVersion: __, ...arrived } = admitted
  const strategy = strategyOf(resource)
  const given = objectOf(arrived['metadata'])
  const metadata = beginMetadata(needs, resource, given)
  const hasStatus = resource.subresources.some((sub) => sub.name === 'status')
  const bare = {
    ...arrived,
    metadata,
    ...(hasStatus && strategy.keepsFirstStatus !== true && { status: {} }),
  }
  const making = { cluster: needs.cluster, random: needs.random, reader: needs.store }
  const begun = strategy.begin?.(bare, making) ?? bare
  const object = inOrder(resource, begun)
  const problems = [...validateMetadata(resource, object.metadata), ...(strategy.validate?.(object) ?? [])]
  if (problems.length > 0)
    throw invalid(kindWithGroup(resource), textOf(object.metadata.name) ?? '', problems)
  return object
}

/** Fields as the type has them, whoever put them there. */
export function inOrder(resource: Call['resource'], object: KubernetesObject): KubernetesObject {
  const decoded = decode(goTypeOf(resource), object)
  if (!decoded.ok) throw new Error(`what the server made is none: ${decoded.problem}`)
  return decoded.value as KubernetesObject
}
