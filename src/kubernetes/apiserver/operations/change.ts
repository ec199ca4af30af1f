/** What PUT and PATCH have in common: a new state of an object that is there, admitted, checked and written. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { equalJson, listOf, objectOf } from '../../api/index.ts'
import { admit } from '../admission/admit.ts'
import type { Attributes } from '../admission/attributes.ts'
import { callValidatingWebhooks } from '../admission/webhooks.ts'
import { conflict, invalid, notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { keepMetadata, modified, nextGeneration } from '../objects/identity.ts'
import type { Standing } from '../objects/identity.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { deleteObject, findEntry, present, putObject } from '../objects/objects.ts'
import { validateMetadata } from '../objects/validate-metadata.ts'
import { answerObject } from '../output/answer.ts'
import { kindWithGroup, qualified } from '../resources/resource.ts'
import { optionsOf } from '../write-options.ts'
import { inOrder } from './create.ts'

/** Undefined where nothing of that name is there. */
export function findStanding({ needs, resource, namespace, name }: Call): Standing | undefined {
  const entry = findEntry(needs.store, needs, qualified(resource), namespace, name)
  return entry === undefined ? undefined : { object: entry.value, revision: entry.revision }
}

export interface Change {
  /** The whole object that is wished for, from the one that is there; with kind and apiVersion. */
  readonly next: (before: JsonObject) => { readonly object: JsonObject; readonly warnings: readonly string[] }
  readonly dryRun: boolean
  /** As `PatchOptions`. */
  readonly options: string
  /** Whether it may be tried anew on what others have made of the object meanwhile. */
  readonly retries: boolean
}

const attempts = 5

export async function changeObject(call: Call, change: Change): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    const answer = await tryChange(call, change)
    if (answer !== undefined) return answer
    if (!change.retries || attempt === attempts) throw conflict(qualified(call.resource), call.name, modified)
  }
}

/** Undefined where the object has changed under our hands. */
async function tryChange(call: Call, { next, dryRun, options }: Change): Promise<HttpResponse | undefined> {
  const { needs, resource, subresource, namespace, name, user, query } = call
  const standing = findStanding(call)
  if (standing === undefined) throw notFound(qualified(resource), name)
  const before = present(resource, standing.object, standing.revision)
  const wished = next(before)
  const { kind, apiVersion } = before
  const prepared = prepare(call, standing, wished.object)
  const attributes: Attributes = {
    operation: 'UPDATE',
    resource,
    ...(subresource !== undefined && { subresource }),
    namespace: resource.namespaced ? namespace : '',
    name,
    object: { kind, apiVersion, ...prepared },
    oldObject: before,
    user,
    dryRun,
    options: optionsOf(options === 'PatchOptions' ? 'PatchOptions' : options, query, dryRun),
    notes: call.notes,
  }
  const admitted = await admit(call, attributes)
  const object = complete(call, standing, admitted.object)
  const validated = await callValidatingWebhooks(needs, {
    ...attributes,
    object: present(resource, object, 0),
  })
  const warnings = [...wished.warnings, ...admitted.warnings, ...validated]
  const same = equalJson(object, standing.object)
  if (dryRun || same) return answerObject(call, { object, revision: standing.revision, warnings })
  const { result, revision } = await needs.store.write((txn) => {
    const entry = findEntry(txn, needs, qualified(resource), namespace, name)
    if (entry?.revision !== standing.revision) return false
    // The last finalizer of what is to go holds it no longer.
    if (isDone(object)) deleteObject(txn, needs, qualified(resource), object)
    else putObject(txn, needs, qualified(resource), object)
    return true
  })
  return result ? answerObject(call, { object, revision, warnings }) : undefined
}

const isDone = ({ metadata, spec }: KubernetesObject): boolean =>
  metadata.deletionTimestamp !== undefined &&
  listOf(metadata.finalizers).length === 0 &&
  Number(metadata['deletionGracePeriodSeconds'] ?? 0) === 0 &&
  listOf(objectOf(spec)['finalizers']).length === 0

/** What the path lets change: the object but for its status, its status alone, or a namespace's finalizers. */
function prepare(call: Call, standing: Standing, wished: JsonObject): KubernetesObject {
  const { resource, subresource, name } = call
  const { kind: _, apiVersion: __, ...rest } = wished
  const metadata = keepMetadata(resource, name, standing, objectOf(rest['metadata']))
  const before = standing.object
  if (subresource?.name === 'finalize')
    return {
      ...before,
      metadata: { ...before.metadata },
      spec: { ...objectOf(before['spec']), finalizers: objectOf(rest['spec'])['finalizers'] },
    }
  if (subresource?.name === 'status') {
    const { ownerReferences, labels } = before.metadata
    const isWorkload = resource.group === 'apps'
    return {
      ...before,
      metadata: {
        ...metadata,
        ...(isWorkload && { labels }),
        ...(resource.kind === 'Pod' && { ownerReferences }),
      },
      status: completeStatus(objectOf(rest['status'])),
    }
  }
  const hasStatus = resource.subresources.some((sub) => sub.name === 'status')
  return { ...rest, metadata, ...(hasStatus && { status: before['status'] }) }
}

/** The first of all addresses has a field of its own. */
function completeStatus(status: JsonObject): JsonObject {
  const { podIP, podIPs } = status
  return podIP && podIPs === undefined ? { ...status, podIPs: [{ ip: podIP }] } : status
}

function complete(call: Call, standing: Standing, admitted: JsonObject): KubernetesObject {
  const { resource, subresource, name } = call
  const { kind: _, apiVersion: __, ...wished } = admitted
  const strategy = strategyOf(resource)
  const before = standing.object
  const kept = { ...wished, metadata: { ...objectOf(wished['metadata']), ...identityOf(before) } }
  const isWhole = subresource === undefined
  const changed = isWhole ? (strategy.change?.(kept, before) ?? kept) : kept
  const object = inOrder(resource, nextGeneration(changed, before))
  const anyway = strategy.validate?.(object) ?? []
  const problems = [
    ...validateMetadata(resource, object.metadata),
    ...(isWhole && strategy.tellsChangesLast === true ? anyway : []),
    ...(isWhole ? (strategy.validateChange?.(object, before) ?? []) : []),
    ...(isWhole && strategy.tellsChangesLast !== true ? anyway : []),
  ]
  if (problems.length > 0) throw invalid(kindWithGroup(resource), name, problems)
  return object
}

const identityOf = ({ metadata }: KubernetesObject): KubernetesObject['metadata'] => {
  const { name, namespace, uid, creationTimestamp, generation } = metadata
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    uid,
    creationTimestamp,
    ...(generation !== undefined && { generation }),
  }
}
