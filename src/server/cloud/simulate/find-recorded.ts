/** The caller of a recorded authorization as it is today. */
import { anonymous } from '../../../aws/gateway/index.ts'
import type { DecisionRecord } from '../../../aws/podpass/index.ts'
import type { ContextKeys } from '../../../policy/index.ts'
import { type Asking, findPrincipal } from './find-principal.ts'
import { isTaking } from './find-resource.ts'
import type { Problem, SimulationsNeeds } from './needs.ts'

export function findRecorded(
  needs: SimulationsNeeds,
  { caller, time }: DecisionRecord,
  action: string,
  context: ContextKeys,
): Asking | Problem {
  const service = context.get('aws:principalservicename')?.[0]
  if (service !== undefined)
    return { caller: { ...anonymous, principal: { kind: 'service', name: service } } }
  const provider = context.get('aws:federatedprovider')?.[0]
  const arn = caller?.arn ?? 'anonymous'
  if (arn === 'anonymous')
    return provider !== undefined && isTaking(action)
      ? findPrincipal(needs, provider, time)
      : { caller: anonymous }
  // Where EKS took a second role for a pod, the first role asked and not the node.
  const asked = context.get('aws:principalarn')?.[0]
  const id = context.get('aws:userid')?.[0] ?? caller?.userId
  return sameAsThen(findPrincipal(needs, arnOfAsker(arn, asked), time), id)
}

const arnOfAsker = (arn: string, asked: string | undefined): string => {
  const [, name] = /:assumed-role\/([^/]+)\//.exec(arn) ?? []
  const isOther = asked !== undefined && name !== undefined && !asked.endsWith(`/${name}`)
  return isOther ? asked : arn
}

/** Who was made anew under an old name is somebody else. */
function sameAsThen(found: Asking | Problem, id: string | undefined): Asking | Problem {
  if ('problem' in found || id === undefined) return found
  const [then] = id.split(':')
  const [now] = found.caller.userId.split(':')
  return then === now
    ? found
    : { problem: 'who called then was deleted since; the name is another one’s now' }
}
