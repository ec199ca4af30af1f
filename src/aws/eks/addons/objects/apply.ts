/** Brings the objects of an add-on to a cluster, changes them there and takes them away. */
import type { ClusterName } from '../../needs.ts'
import { nameOf, type ClusterObjects, type KubeObject, type ObjectName } from './kube-object.ts'
import { mergeObject, type ConflictMode } from './merge.ts'

export interface ObjectsChange {
  /** As the add-on made them last. */
  readonly before: readonly KubeObject[]
  readonly wished: readonly KubeObject[]
  readonly mode: ConflictMode
}

export interface AddonFailure {
  readonly code: 'ConfigurationConflict' | 'AdmissionRequestDenied'
  readonly message: string
}

/** With a conflict that the mode does not settle nothing is written. */
export async function applyObjects(
  objects: ClusterObjects,
  cluster: ClusterName,
  change: ObjectsChange,
): Promise<AddonFailure | undefined> {
  const planned = await Promise.all(change.wished.map((wished) => plan(objects, cluster, wished, change)))
  const conflicts = planned.flatMap((each) => each.conflicts)
  if (conflicts.length > 0) return conflictFailure(conflicts)
  for (const wished of change.wished) {
    const failure = await write(objects, cluster, wished, change)
    if (failure !== undefined) return failure
  }
  const stays = new Set(change.wished.map((each) => titleOf(nameOf(each))))
  const gone = change.before.map(nameOf).filter((name) => !stays.has(titleOf(name)))
  await removeObjects(objects, cluster, gone)
  return undefined
}

/** For a cluster that has nothing yet: what is there already stays. */
export async function createObjects(
  objects: ClusterObjects,
  cluster: ClusterName,
  wished: readonly KubeObject[],
): Promise<void> {
  await Promise.all(
    wished.map(async (object) => {
      const written = await objects.write(cluster, object)
      if (typeof written === 'object')
        throw new Error(`${titleOf(nameOf(object))} was refused: ${written.refused}`)
    }),
  )
}

export async function removeObjects(
  objects: ClusterObjects,
  cluster: ClusterName,
  names: readonly ObjectName[],
): Promise<void> {
  for (const name of names.toReversed()) await objects.remove(cluster, name)
}

interface Planned {
  readonly merged: KubeObject
  readonly isNews: boolean
  readonly conflicts: readonly string[]
}

async function plan(
  objects: ClusterObjects,
  cluster: ClusterName,
  wished: KubeObject,
  { before, mode }: ObjectsChange,
): Promise<Planned> {
  const name = nameOf(wished)
  const now = await objects.read(cluster, name)
  const made = before.find((each) => titleOf(nameOf(each)) === titleOf(name))
  const { value, conflicts } = mergeObject({ before: made, now, wished, mode })
  return {
    merged: value as KubeObject,
    isNews: JSON.stringify(value) !== JSON.stringify(now),
    conflicts: conflicts.map((path) => `${titleOf(name)} - ${path}`),
  }
}

/** Controllers write statuses all the time, so whoever was faster is looked at anew. */
const attempts = 5

async function write(
  objects: ClusterObjects,
  cluster: ClusterName,
  wished: KubeObject,
  change: ObjectsChange,
): Promise<AddonFailure | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { merged, isNews, conflicts } = await plan(objects, cluster, wished, change)
    if (conflicts.length > 0) return conflictFailure(conflicts)
    const written = isNews ? await objects.write(cluster, merged) : 'written'
    if (written === 'written') return undefined
    if (written !== 'changed') return { code: 'AdmissionRequestDenied', message: written.refused }
  }
  throw new Error(`${titleOf(nameOf(wished))} was changed by others at each of ${attempts} attempts`)
}

const conflictFailure = (conflicts: readonly string[]): AddonFailure => ({
  code: 'ConfigurationConflict',
  message: `Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts:\n${conflicts.join('\n')}`,
})

/** Such as `DaemonSet.apps aws-node`. */
const titleOf = ({ apiVersion, kind, name }: ObjectName): string => {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : ['']
  return `${kind}${group === '' ? '' : `.${group}`} ${name}`
}
