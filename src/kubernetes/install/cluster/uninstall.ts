/** Takes an installation away: first API servers are told, then the rest goes, and what stays is named. */
import type { JsonObject } from '../../api/index.ts'
import { secretName } from '../manifests/common.ts'
import { everyObject } from '../manifests/every-object.ts'
import { hasLeader, publishesCa } from '../manifests/leader.ts'
import { makeManifests } from '../manifests/make-manifests.ts'
import { namespaceOf } from '../manifests/namespace.ts'
import type { Release, Values } from '../values/values.ts'
import { manager } from './find-installation.ts'
import { kindOf, pathOfObject, titleOf } from './locate.ts'
import { failed, type ClusterNeeds, type Done } from './needs.ts'
import { removeObject } from './remove-object.ts'

export interface Uninstall {
  readonly name: string
  /** As it was installed; unknown where the installation was never finished. */
  readonly values?: Values
  readonly namespace: string
  readonly dryRun: boolean
  readonly deleteNamespace: boolean
}

export async function uninstall({ client, say }: ClusterNeeds, wish: Uninstall): Promise<Done> {
  const { name, namespace, dryRun, deleteNamespace } = wish
  const release: Release = { namespace, manager }
  const left: string[] = []
  // Objects without a namespace have the same names wherever the rest is, so an unknown one has to be found there.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }
  if (wish.values === undefined && !(await client.get(pathOfObject(account))).ok)
    return failed(`${name} is not installed in namespace ${namespace}`)
  for (const object of objectsOf(wish, release)) {
    // Nobody but the webhook has a Lease of its name, and it puts no label there.
    const removed = await removeObject(client, object, { dryRun, isOurs: kindOf(object) === 'Lease' })
    if (removed === 'not there:') continue
    if (removed === 'removed') {
      say(`${dryRun ? 'would remove' : 'removed'} ${titleOf(object)}`)
      continue
    }
    left.push(`${removed} ${titleOf(object)}`)
    if (kindOf(object) === 'MutatingWebhookConfiguration')
      return failed(...left, 'nothing else was touched: API servers still call the webhook')
  }
  if (deleteNamespace) {
    const space = namespaceOf(release, { hostNetwork: false })
    const removed = await removeObject(client, space, { dryRun })
    if (removed === 'removed') say(`${dryRun ? 'would remove' : 'removed'} ${titleOf(space)}`)
    else left.push(`${removed} ${titleOf(space)}`)
  } else left.push(`left: Namespace ${namespace} and what others keep in it`)
  if (wish.values !== undefined && publishesCa(wish.values))
    left.push('left: the copies of the CA, which pods that run have mounted')
  for (const line of left) say(line)
  return { ok: true }
}

/** The configuration first: from its end on nobody waits for the webhook, and replicas serve on for a while after theirs. */
function objectsOf({ name, values, namespace }: Uninstall, release: Release): readonly JsonObject[] {
  const objects = values === undefined ? everyObject(name, release) : makeManifests(values, release)
  const isKeeper =
    values === undefined || (values.webhook.url === '' && values.certificates.mode === 'self-managed')
  const secret = { name: values === undefined ? name : secretName(values), namespace }
  const leases = [
    ...(isKeeper ? [secret] : []),
    ...(values === undefined || hasLeader(values) ? [{ name: `${name}-leader`, namespace }] : []),
  ]
  return [
    ...objects.toReversed(),
    // What the replicas made; the Secret has a label of theirs unless it is somebody else's.
    ...(isKeeper ? [{ apiVersion: 'v1', kind: 'Secret', metadata: secret }] : []),
    ...leases.map((metadata) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata })),
  ]
}
