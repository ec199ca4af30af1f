/** Calls that nobody makes, decided as the gateway decides those that somebody does. */
import { parseArn } from '../../../arn/index.ts'
import type { ImaginedCall, Simulation, Simulations } from '../../../aws/podpass/index.ts'
import type { Authorization, Call } from '../../../aws/protocol/index.ts'
import { arnOf } from '../../../policy/index.ts'
import { decided } from './decided.ts'
import { type Asking, findPrincipal } from './find-principal.ts'
import { findResource, isTaking } from './find-resource.ts'
import { problemOfContext } from './given-context.ts'
import type { Problem, SimulationsNeeds } from './needs.ts'
import { redecide } from './redecide.ts'
import { requestOf } from './request.ts'
import { rehearseExchange, sessionOfToken } from './token.ts'

export const createSimulations = (needs: SimulationsNeeds): Simulations => ({
  redecide: (record, each) => redecide(needs, record, each),
  simulate: async (asked, call) => {
    const hasToken = asked.webIdentityToken !== undefined
    if (hasToken && isExchange(asked.action)) return await rehearseExchange(needs, asked, call)
    const asking = hasToken
      ? await sessionOfToken(needs, asked, call)
      : findPrincipal(needs, asked.principal ?? '', call.now)
    return 'problem' in asking ? asking : simulateBy(needs, asking, asked, call)
  },
})

const isExchange = (action: string): boolean => /^sts:AssumeRoleWithWebIdentity$/i.test(action)

function simulateBy(
  needs: SimulationsNeeds,
  asking: Asking,
  asked: ImaginedCall,
  call: Call,
): Simulation | Problem {
  const principal = asking.vouched ?? asking.caller.principal
  const found = findResource(needs, { ...asked, principal, region: call.region })
  if ('problem' in found) return found
  const { authorization } = found
  const owner = authorization.resourceAccount
  const isHidden = owner !== undefined && owner !== call.account && call.account !== needs.managementAccount
  const problem =
    problemOfCaller(asking, asked) ?? problemOfContext(asked.context, isHidden ? owner : undefined)
  if (problem !== undefined) return { problem }
  const { now, sourceIp, userAgent, secureTransport } = call
  const region = asked.context.get('aws:requestedregion')?.[0] ?? found.region
  const request = requestOf(needs, {
    now,
    sourceIp,
    userAgent,
    secureTransport,
    region,
    asking,
    authorization,
    given: asked.context,
  })
  return {
    principal: arnOf(principal),
    steps: [],
    authorizations: [decided(request)],
    notes: isHidden ? [] : notesOn(authorization),
  }
}

/** What STS refuses before it asks any policy. */
function problemOfCaller(
  { caller, vouched }: Asking,
  { action, resource }: ImaginedCall,
): string | undefined {
  if (vouched !== undefined) {
    if (!isTaking(action) || /^sts:AssumeRole$/i.test(action))
      return `whom \`${vouched.provider}\` vouches for has no credentials before \`sts:AssumeRoleWithWebIdentity\``
    if (parseArn(vouched.provider)?.account !== parseArn(resource)?.account)
      return 'a role is taken with a token of a provider of its own account alone'
    return undefined
  }
  if (isExchange(action))
    return `\`${action}\` is asked for by nobody who signs: name an OIDC provider, or bring a token`
  if (caller.principal.kind === 'root' && /^sts:AssumeRole$/i.test(action))
    return 'Roles may not be assumed by root accounts.'
  return undefined
}

const notesOn = ({ resource, resourcePolicyRequired, resourcePolicy }: Authorization): readonly string[] =>
  resourcePolicyRequired === true && resourcePolicy === undefined ? [`there is no role \`${resource}\``] : []
