/** Pods of a node that is gone go too: nobody is left who could end them. */
import { valueAt } from '../../api/index.ts'
import type { World } from './world.ts'
import { pathTo } from './world.ts'

const account = 'system:serviceaccount:kube-system:pod-garbage-collector'

export async function collectPodsOf(world: World, node: string): Promise<boolean> {
  if (world.find('nodes', '', node) !== undefined) return true
  for (const pod of world.list('pods')) {
    if (valueAt(pod, 'spec', 'nodeName') !== node) continue
    const { namespace = '', name, uid } = pod.metadata
    const options = { gracePeriodSeconds: 0, preconditions: { uid } }
    await world.ask(account, 'DELETE', pathTo('pods', namespace, name), options)
  }
  return true
}
