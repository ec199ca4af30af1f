/** Takes an object away, or begins to: finalizers and nodes may have to agree first. */
import type { Reader, Transaction } from '../../../store/index.ts'
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import type { KubernetesObject, Metadata } from '../objects/objects.ts'
import { deleteObject, findEntry, listEntries, putObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import type { Resource } from '../resources/resource.ts'
import { isKept, qualified, resources } from '../resources/resource.ts'
import type { DeleteOptions } from './delete-options.ts'

type Where = Pick<ApiServerNeeds, 'cluster' | 'now'>

export interface Taken {
  /** As it is answered: what is gone is shown as it went. */
  readonly object: KubernetesObject
  readonly gone: boolean
}

const [foreground, orphan] = ['foregroundDeletion', 'orphan'] as const

/** What would become of the object; nothing is written. */
export function planTaking(
  from: Reader,
  where: Where,
  resource: Resource,
  object: KubernetesObject,
  options: DeleteOptions,
): Taken {
  const finalizers = finalizersFor(object, options)
  const grace = graceOf(from, where, resource, object, options)
  const { metadata } = object
  const waits = finalizers.length > 0 || grace > 0 || isFullNamespace(from, where, resource, object)
  const planned = metadata['deletionGracePeriodSeconds']
  // What is going already goes no later for being told again.
  const seconds = typeof planned === 'number' ? Math.min(planned, grace) : grace
  const begun = metadata.deletionTimestamp !== undefined && seconds === planned
  const leaving: Metadata = {
    ...metadata,
    ...(begun
      ? {}
      : {
          deletionTimestamp: timestamp(where.now() + seconds * 1000),
          deletionGracePeriodSeconds: seconds,
          ...(metadata.generation !== undefined && { generation: metadata.generation + 1 }),
        }),
    ...(finalizers.length > 0 ? { finalizers } : { finalizers: undefined }),
  }
  return {
    object: mark(resource, object, leaving),
    gone: !(finalizers.length > 0) && seconds === 0 && !waits,
  }
}

/** A namespace says in its status that it is going. */
function mark(resource: Resource, object: KubernetesObject, metadata: Metadata): KubernetesObject {
  const { finalizers, ...rest } = metadata
  const shown = { ...object, metadata: finalizers === undefined ? rest : { ...rest, finalizers } }
  if (resource.kind !== 'Namespace') return shown
  const { deletionGracePeriodSeconds: _, ...kept } = shown.metadata
  return { ...shown, metadata: kept, status: { phase: 'Terminating' } }
}

export function takeAway(
  txn: Transaction,
  where: Where,
  resource: Resource,
  object: KubernetesObject,
  options: DeleteOptions,
): Taken {
  if (isNamespace(resource)) emptyNamespace(txn, where, object.metadata.name)
  const taken = planTaking(txn, where, resource, object, options)
  if (taken.gone) deleteObject(txn, where, qualified(resource), object)
  else putObject(txn, where, qualified(resource), taken.object)
  return taken
}

const isNamespace = ({ group, kind }: Resource): boolean => group === '' && kind === 'Namespace'

function finalizersFor({ metadata }: KubernetesObject, { propagation }: DeleteOptions): readonly string[] {
  const kept = listOf(metadata.finalizers).map(String)
  if (propagation === undefined) return kept
  const others = kept.filter((each) => each !== foreground && each !== orphan)
  if (propagation === 'Foreground') return [...others, foreground]
  return propagation === 'Orphan' ? [...others, orphan] : others
}

/** 68 years; what comes later has no date. */
const longestGrace = 2 ** 31

/** Only a node that is there can be asked to end a pod. */
function graceOf(
  from: Reader,
  where: Where,
  resource: Resource,
  pod: KubernetesObject,
  { gracePeriod }: DeleteOptions,
): number {
  if (resource.group !== '' || resource.kind !== 'Pod') return 0
  const node = textOf(valueAt(pod, 'spec', 'nodeName')) ?? ''
  const phase = valueAt(pod, 'status', 'phase')
  if (node === '' || phase === 'Succeeded' || phase === 'Failed') return 0
  if (findEntry(from, where, 'nodes', '', node) === undefined) return 0
  const wanted = gracePeriod ?? Number(valueAt(pod, 'spec', 'terminationGracePeriodSeconds') ?? 30)
  return Math.min(Math.max(wanted, 0), longestGrace)
}

const isFullNamespace = (
  from: Reader,
  where: Where,
  resource: Resource,
  { metadata }: KubernetesObject,
): boolean =>
  isNamespace(resource) &&
  resources.some(
    (each) => each.namespaced && isKept(each) && staysIn(from, where, each, metadata.name).length > 0,
  )

/** What cannot go at once. */
const staysIn = (from: Reader, where: Where, resource: Resource, namespace: string) =>
  listEntries(from, where, qualified(resource), namespace).filter(
    ({ value }) => !planTaking(from, where, resource, value, { dryRun: false }).gone,
  )

/** With a namespace goes all that lies in it, as far as nobody has to agree. */
function emptyNamespace(txn: Transaction, where: Where, namespace: string): void {
  for (const resource of resources)
    if (resource.namespaced && isKept(resource))
      for (const { value } of listEntries(txn, where, qualified(resource), namespace))
        takeAway(txn, where, resource, value, { dryRun: false, propagation: 'Background' })
}
