/** Takes an installation away: first API servers are told, then the rest goes, and what stays is named. */
import type { JsonObject } from '../../api/index.ts'
import { makeManifests } from '../manifests/make-manifests.ts'
import { namespaceOf } from '../manifests/namespace.ts'
import { secretName } from '../manifests/common.ts'
import type { Values } from '../values/values.ts'
import { manager } from './find-installation.ts'
import { titleOf } from './locate.ts'
import type { ClusterNeeds, Done } from './needs.ts'
import { failed } from './needs.ts'
import { removeObject } from './remove-object.ts'

export interface Uninstall {
  readonly values: Values
  readonly namespace: string
  readonly dryRun: boolean
  readonly deleteNamespace: boolean
}

export async function uninstall({ client, say }: ClusterNeeds, wish: Uninstall): Promise<Done> {
  const { values, namespace, dryRun, deleteNamespace } = wish
  const release = { namespace, manager }
  // The configuration is last among them: from its end on nobody waits for the webhook. Replicas serve on for a while after.
  const objects = [...makeManifests(values, release).toReversed(), ...keptByReplicas(wish)]
  const left: string[] = []
  const remove = async (object: JsonObject, isOurs = false): Promise<boolean> => {
    const removed = await removeObject(client, object, { dryRun, isOurs })
    if (removed === 'not there:') return true
    if (removed !== 'removed') left.push(`${removed} ${titleOf(object)}`)
    else say(`${dryRun ? 'would remove' : 'removed'} ${titleOf(object)}`)
    return removed === 'removed'
  }
  for (const [index, object] of objects.entries()) {
    const isGone = await remove(object, object['kind'] === 'Lease')
    if (!isGone && index === 0)
      return failed(...left, 'nothing else was touched: API servers still call the webhook')
  }
  if (deleteNamespace) await remove(namespaceOf(release, values))
  else left.push(`left: Namespace ${namespace} and what others keep in it`)
  for (const line of left) say(line)
  return { ok: true }
}

/** The Secret has a label of ours, unless it is somebody else's; nobody but the webhook has a Lease of its name. */
function keptByReplicas({ values, namespace }: Uninstall): readonly JsonObject[] {
  const { mode } = values.certificates
  if (values.webhook.url !== '' || mode !== 'self-managed') return []
  const metadata = { name: secretName(values), namespace }
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata },
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata },
  ]
}
