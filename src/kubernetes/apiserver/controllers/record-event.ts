/** Tells what a controller did, as an event of the object that it did it for. */
import type { JsonObject } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { timestamp } from '../objects/timestamp.ts'
import { apiVersionOf, resourceOf } from '../resources/resource.ts'
import type { World } from './world.ts'
import { pathTo } from './world.ts'

export interface Happening {
  readonly account: string
  /** As `deployment-controller`. */
  readonly component: string
  /** Of what, and which. */
  readonly resource: string
  readonly object: KubernetesObject
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

export async function recordEvent(world: World, happening: Happening): Promise<void> {
  const { account, component, resource, object, type, reason, message } = happening
  const { name, namespace = 'default', uid } = object.metadata
  const now = timestamp(world.now())
  const event: JsonObject = {
    metadata: { name: `${name}.${world.newSuffix()}` },
    involvedObject: {
      kind: resourceOf(resource).kind,
      namespace,
      name,
      uid,
      apiVersion: apiVersionOf(resourceOf(resource)),
    },
    reason,
    message,
    source: { component },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type,
    reportingComponent: component,
  }
  // What cannot be told is not worth failing for.
  await world.ask(account, 'POST', pathTo('events', namespace), event)
}
