/** A web identity token in a simulation: what STS would say to it, and whom it would make of its bearer. */
import { parseArn } from '../../../arn/index.ts'
import { anonymous, contextOfCall } from '../../../aws/gateway/index.ts'
import type { ImaginedCall, Simulation } from '../../../aws/podpass/index.ts'
import type { Call, NotedDecision } from '../../../aws/protocol/index.ts'
import type { Rehearsal } from '../../../aws/sts/index.ts'
import { type Asking, asSession } from './find-principal.ts'
import { problemOfContext } from './given-context.ts'
import type { Problem, SimulationsNeeds } from './needs.ts'

/** Every check of AssumeRoleWithWebIdentity, the signature's among them. */
export async function rehearseExchange(
  needs: SimulationsNeeds,
  asked: ImaginedCall,
  call: Call,
): Promise<Simulation | Problem> {
  if (asked.principal !== undefined)
    return { problem: 'who brings a token is told by the token: leave the principal out' }
  const problem = problemOfContext(asked.context, undefined)
  if (problem !== undefined) return { problem }
  const { checks, decisions, session } = await rehearse(needs, asked.resource, asked, call)
  return {
    principal: session?.webIdentity?.provider ?? 'the bearer of the token',
    steps: checks,
    authorizations: decisions.map(asDecided),
    notes: [],
  }
}

/** The session that the bearer of the token would have of the role that is the principal. */
export async function sessionOfToken(
  needs: SimulationsNeeds,
  asked: ImaginedCall,
  call: Call,
): Promise<Asking | Problem> {
  const role = asked.principal ?? ''
  const { checks, session } = await rehearse(needs, role, asked, call)
  const failed = checks.find(({ passed }) => !passed)
  if (session === undefined)
    return { problem: `the token makes nobody a session of \`${role}\`: ${failed?.name}: ${failed?.detail}` }
  return asSession(needs, session, call.now)
}

const rehearse = (
  needs: SimulationsNeeds,
  RoleArn: string,
  { context, webIdentityToken = '' }: ImaginedCall,
  call: Call,
): Promise<Rehearsal> =>
  needs.rehearse(
    {
      RoleArn,
      RoleSessionName: context.get('sts:rolesessionname')?.[0] ?? 'simulated',
      WebIdentityToken: webIdentityToken,
    },
    { now: call.now, context: contextOfCall(call, anonymous, context) },
  )

const asDecided = ({ action, resource, decision, context, explanation }: NotedDecision) => ({
  action,
  resource,
  resourceAccount: parseArn(resource)?.account ?? '',
  decision,
  context: Object.fromEntries(context),
  ...(explanation !== undefined && { explanation }),
})
