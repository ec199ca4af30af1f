/** Has the API server try a pod of a template without making it: whether the webhook would give it its identity. */
import { objectOf, pathOf, valueAt, type JsonObject } from '../../../api/index.ts'
import { nameOwner } from './plan-repairs.ts'
import type { Owner } from '../find-owner.ts'
import { left, type Renewal, type RenewalNeeds } from './renewal.ts'

/** Undefined when nothing speaks against a restart. */
export async function tryNewPod(
  { client, judge, say }: RenewalNeeds,
  owner: Owner,
  workload: JsonObject,
): Promise<Renewal | undefined> {
  const template = objectOf(valueAt(workload, 'spec', 'template'))
  const metadata = { ...objectOf(template['metadata']), generateName: 'podpass-try-' }
  const pod = { ...template, apiVersion: 'v1', kind: 'Pod', metadata }
  const answer = await client.create(pathOf('pods', owner.namespace), pod, { dryRun: 'All' })
  if (!answer.ok) {
    const { message } = answer.problem
    if (!/cannot create resource/.test(message)) return left(`a new pod of it would be refused: ${message}`)
    say(`${nameOwner(owner)}: whether the webhook answers could not be tried: ${message}`)
    return undefined
  }
  const verdict = await judge(answer.value, owner)
  return verdict === undefined
    ? undefined
    : left(`a new pod of it would be no better: ${verdict.code}, ${verdict.reason}`)
}
