/** Lets the API server judge every object before anything is changed: a server-side dry run of the whole. */
import { objectOf, valueAt, type ApiAnswer, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import { applyObject } from './apply-object.ts'
import { compareObjects, tellChange } from './compare-objects.ts'
import { kindOf, nameOf, namespaceNameOf, pathOfObject, titleOf } from './locate.ts'
import { failed, type Failed } from './needs.ts'

export interface PlannedObject {
  readonly title: string
  readonly action: 'create' | 'change' | 'keep'
  /** As `spec.replicas: 2 -> 3`. */
  readonly changes: readonly string[]
}

export type CheckedObjects = { readonly ok: true; readonly plan: readonly PlannedObject[] } | Failed

export async function checkObjects(
  client: KubernetesClient,
  objects: readonly JsonObject[],
  force: boolean,
): Promise<CheckedObjects> {
  const made = objects.filter((object) => kindOf(object) === 'Namespace').map(nameOf)
  const plan: PlannedObject[] = []
  const problems: string[] = []
  for (const object of objects) {
    const live = await client.get(pathOfObject(object))
    const checked = await applyObject(client, standIn(object, live, made), { force, dryRun: true })
    if (!checked.ok)
      problems.push(
        ...checked.problems.map((problem) =>
          problem.replaceAll(`${nameOf(object)}${trialSuffix}`, nameOf(object)),
        ),
      )
    else plan.push(planOf(object, live, checked.value))
  }
  return problems.length > 0 ? failed(...problems) : { ok: true, plan }
}

/** Short, as names of Services are. */
const trialSuffix = '-podpass'

/**
 * What cannot be tried as it is, is tried under a name that nobody has: objects of a namespace that is still to be
 * made, and a configuration with fewer webhooks than before, which is first taken away from.
 */
function standIn(object: JsonObject, live: ApiAnswer, made: readonly string[]): JsonObject {
  const isAhead = made.includes(namespaceNameOf(object))
  if (!isAhead && (!live.ok || obsoleteWebhooks(live.value, object).length === 0)) return object
  return {
    ...object,
    metadata: {
      ...objectOf(object['metadata']),
      name: `${nameOf(object)}${trialSuffix}`,
      ...(isAhead && { namespace: 'default' }),
    },
  }
}

/** Names of webhooks that are in the first configuration only. */
export function obsoleteWebhooks(live: JsonObject, wanted: JsonObject): readonly string[] {
  const namesOf = (configuration: JsonObject): readonly string[] =>
    Array.isArray(configuration['webhooks'])
      ? configuration['webhooks'].map((webhook: unknown) => String(valueAt(webhook, 'name')))
      : []
  return namesOf(live).filter((name) => !namesOf(wanted).includes(name))
}

function planOf(object: JsonObject, live: ApiAnswer, after: JsonObject): PlannedObject {
  const title = titleOf(object)
  if (!live.ok) return { title, action: 'create', changes: [] }
  const changes = compareObjects(live.value, after)
    .filter(({ path }) => path !== 'metadata.name')
    .map(tellChange)
  return { title, action: changes.length > 0 ? 'change' : 'keep', changes }
}
