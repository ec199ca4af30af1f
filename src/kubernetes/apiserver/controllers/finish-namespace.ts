/** A namespace that is going goes when nothing is left in it. */
import { objectOf } from '../../api/index.ts'
import { isKept, qualified, resources } from '../resources/resource.ts'
import type { World } from './world.ts'
import { controllerAccount, pathTo } from './world.ts'

const account = controllerAccount('namespace')

export async function finishNamespace(world: World, name: string): Promise<boolean> {
  const namespace = world.find('namespaces', '', name)
  if (namespace === undefined || namespace.metadata.deletionTimestamp === undefined) return true
  const isEmpty = resources
    .filter((resource) => resource.namespaced && isKept(resource))
    .every((resource) => world.list(qualified(resource), name).length === 0)
  if (!isEmpty) return true
  const { status } = await world.ask(account, 'PUT', pathTo('namespaces', '', name, 'finalize'), {
    metadata: { name },
    spec: { ...objectOf(namespace['spec']), finalizers: [] },
  })
  return status === 200
}
