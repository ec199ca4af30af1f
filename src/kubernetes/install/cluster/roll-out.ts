/** Installs or upgrades: everything is checked, then the replicas come, then API servers are told, and a canary has the last word. */
import { listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { makeManifests } from '../manifests/make-manifests.ts'
import { namespaceOf } from '../manifests/namespace.ts'
import type { Release, Values } from '../values/values.ts'
import { applyObject } from './apply-object.ts'
import { awaitDeployment } from './await-deployment.ts'
import { awaitCanary } from './canary.ts'
import { checkObjects, obsoleteWebhooks, type PlannedObject } from './check-objects.ts'
import { manager, noteOf } from './find-installation.ts'
import { kindOf, nameOf, pathOfObject, titleOf, versionAndTitleOf } from './locate.ts'
import { failed, type ClusterNeeds, type Done } from './needs.ts'
import { removeObject } from './remove-object.ts'

export interface RollOut {
  readonly values: Values
  /** What was chosen, and is remembered for the next upgrade. */
  readonly given: JsonObject
  readonly namespace: string
  /** What was installed before, where this is an upgrade. */
  readonly before?: { readonly values: Values; readonly given: JsonObject; readonly live: JsonObject }
  readonly force: boolean
  /** Where the canary would run. */
  readonly canaryNamespace: string
  /** Milliseconds for replicas and canary together. */
  readonly timeout: number
  /** Shown what would be done; nothing is done unless it agrees. */
  readonly approve: (plan: readonly PlannedObject[], obsolete: readonly string[]) => Promise<boolean>
}

export async function rollOut(needs: ClusterNeeds, wish: RollOut): Promise<Done> {
  const { client, say } = needs
  const objects = await objectsOf(needs, wish)
  const checked = await checkObjects(client, objects, wish.force)
  if (!checked.ok) return checked
  const obsolete = obsoleteObjects(wish, objects)
  if (!(await wish.approve(checked.plan, obsolete.map(titleOf)))) return { ok: true }

  const deadline = needs.now() + wish.timeout
  const { force } = wish
  for (const object of objects.slice(0, -1)) {
    const applied = await applyObject(client, object, { force })
    if (!applied.ok) return applied
    say(`applied ${titleOf(object)}`)
  }
  const deployment = objects.find((object) => kindOf(object) === 'Deployment')
  if (deployment !== undefined) {
    say(`waiting for ${titleOf(deployment)}`)
    const rolledOut = await awaitDeployment(needs, deployment, deadline)
    if (!rolledOut.ok) return rolledOut
  }
  const told = await tellApiServers(needs, wish, objects.at(-1)!, deadline)
  if (!told.ok) return told
  for (const object of obsolete) {
    const removed = await removeObject(client, object)
    say(`${removed} ${titleOf(object)}`)
  }
  return { ok: true }
}

const releaseOf = ({ namespace }: RollOut): Release => ({ namespace, manager })

/** The configuration comes last. */
async function objectsOf({ client }: ClusterNeeds, wish: RollOut): Promise<readonly JsonObject[]> {
  const namespace = namespaceOf(releaseOf(wish), wish.values)
  const found = await client.get(pathOfObject(namespace))
  return [
    ...(found.ok ? [] : [namespace]),
    ...makeManifests(wish.values, releaseOf(wish)).map((object) =>
      kindOf(object) === 'MutatingWebhookConfiguration' ? noted(object, wish.namespace, wish.given) : object,
    ),
  ]
}

function noted(configuration: JsonObject, namespace: string, given: JsonObject): JsonObject {
  const metadata = objectOf(configuration['metadata'])
  const annotations = { ...objectOf(metadata['annotations']), ...noteOf(namespace, given) }
  return { ...configuration, metadata: { ...metadata, annotations } }
}

function obsoleteObjects(wish: RollOut, objects: readonly JsonObject[]): readonly JsonObject[] {
  if (wish.before === undefined) return []
  const wanted = new Set(objects.map(versionAndTitleOf))
  return makeManifests(wish.before.values, releaseOf(wish)).filter(
    (object) => !wanted.has(versionAndTitleOf(object)),
  )
}

/** A first installation holds nobody back until a pod was seen to get its role; an upgrade that does not do so is taken back. */
async function tellApiServers(
  needs: ClusterNeeds,
  wish: RollOut,
  configuration: JsonObject,
  deadline: number,
): Promise<Done> {
  const { client, say } = needs
  const { values, force, before } = wish
  const isStrict = before !== undefined && listOf(before.live['webhooks']).some(isFail)
  const trial = isStrict ? configuration : withoutFail(configuration)
  if (before !== undefined) {
    const dropped = await dropWebhooks(needs, before.live, configuration)
    if (!dropped.ok) return dropped
  }
  const tried = await applyObject(client, trial, { force })
  if (!tried.ok) return tried
  say(
    `applied ${titleOf(trial)}${isStrict ? '' : ', with failurePolicy Ignore until a pod has got its role'}`,
  )
  say(`waiting for a canary pod in namespace ${wish.canaryNamespace}`)
  const seen = await awaitCanary(needs, { values, namespace: wish.canaryNamespace, deadline })
  if (!seen.ok) {
    if (before === undefined || !isStrict)
      return failed(...seen.problems, 'no pod is held back: failurePolicy is Ignore as long as this is so')
    const former = noted(lastOf(makeManifests(before.values, releaseOf(wish))), wish.namespace, before.given)
    const restored = await applyObject(client, former, { force: true })
    return failed(
      ...seen.problems,
      ...(restored.ok ? [`${titleOf(former)} is as it was before`] : restored.problems),
    )
  }
  say('the canary pod got its role')
  if (isStrict || values.webhook.failurePolicy !== 'Fail') return { ok: true }
  const applied = await applyObject(client, configuration, { force })
  if (applied.ok) say(`${titleOf(configuration)} has failurePolicy Fail from now on`)
  return applied
}

const lastOf = (objects: readonly JsonObject[]): JsonObject => objects.at(-1)!

const isFail = (webhook: unknown): boolean => valueAt(webhook, 'failurePolicy') === 'Fail'

const withoutFail = (configuration: JsonObject): JsonObject => ({
  ...configuration,
  webhooks: listOf(configuration['webhooks']).map((webhook) => ({
    ...objectOf(webhook),
    failurePolicy: 'Ignore',
  })),
})

/** Apply leaves an entry of which somebody else set a field, and the running webhook sets the caBundle of each. */
async function dropWebhooks({ client }: ClusterNeeds, live: JsonObject, wanted: JsonObject): Promise<Done> {
  const names = obsoleteWebhooks(live, wanted)
  if (names.length === 0) return { ok: true }
  const webhooks = listOf(live['webhooks'])
  const indices = webhooks.flatMap((webhook, index) =>
    names.includes(textOf(valueAt(webhook, 'name')) ?? '') ? [index] : [],
  )
  const answer = await client.request('PATCH', pathOfObject(wanted), {
    contentType: 'application/json-patch+json',
    body: [
      ...indices.map((index) => ({
        op: 'test',
        path: `/webhooks/${index}/name`,
        value: valueAt(webhooks[index], 'name'),
      })),
      ...indices.toReversed().map((index) => ({ op: 'remove', path: `/webhooks/${index}` })),
    ],
  })
  return answer.ok
    ? { ok: true }
    : failed(`MutatingWebhookConfiguration ${nameOf(wanted)}: ${answer.problem.message}`)
}
