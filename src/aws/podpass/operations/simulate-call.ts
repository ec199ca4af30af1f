/** SimulateCall: whether a call that nobody makes would be allowed, and why; decided as the gateway would decide it. */
import { isAccountId, parseArn } from '../../../arn/index.ts'
import { contextOf } from '../../../policy/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import { viewOfAuthorization } from '../decision-view.ts'
import { foreignPrincipal, invalid } from '../errors.ts'
import type { PodpassNeeds, Simulation } from '../needs.ts'

export interface SimulateCallInput {
  /** The ARN of a user, a role, a session of a role, an account's root or an OIDC provider; a token may stand for it. */
  readonly Principal?: string
  readonly Action: string
  readonly Resource: string
  readonly Context?: Readonly<Record<string, readonly string[]>>
  /** By which the principal comes, or would come, to its role. */
  readonly WebIdentityToken?: string
}

export interface SimulateCallOutput {
  readonly Simulation: Simulation & { readonly outcome: 'allowed' | 'denied' }
}

export const simulateCall = (needs: PodpassNeeds): Operation<SimulateCallInput, SimulateCallOutput> => ({
  authorize: ({ Principal = '*' }) => [
    { action: 'podpass:SimulateCall', resource: parseArn(Principal) === undefined ? '*' : Principal },
  ],
  invoke: async (input, call) => {
    const { managementAccount } = needs
    requireOwnPrincipal(needs, call, accountAskedAbout(input))
    const simulation = await needs.simulations.simulate(
      {
        ...(input.Principal !== undefined && { principal: input.Principal }),
        action: input.Action,
        resource: input.Resource,
        context: contextOf(input.Context ?? {}),
        ...(input.WebIdentityToken !== undefined && { webIdentityToken: input.WebIdentityToken }),
      },
      call,
    )
    if ('problem' in simulation) throw invalid(simulation.problem)
    const { steps, authorizations } = simulation
    const isAllowed =
      steps.every(({ passed }) => passed) &&
      authorizations.every(({ decision }) => decision.effect === 'allow')
    const viewer = { account: call.account, managementAccount }
    return {
      Simulation: {
        outcome: isAllowed ? 'allowed' : 'denied',
        ...simulation,
        authorizations: authorizations.map((each) => viewOfAuthorization(each, viewer)),
      },
    }
  },
})

/** Whoever brings a token is of the account of the role, whose providers vouch for it. */
function accountAskedAbout({ Principal, Resource, WebIdentityToken }: SimulateCallInput): string {
  if (Principal === undefined && WebIdentityToken === undefined)
    throw invalid('expected a Principal, or a WebIdentityToken for a role')
  const text = Principal ?? Resource
  const account = parseArn(text)?.account
  if (account === undefined || !isAccountId(account))
    throw invalid(
      Principal === undefined
        ? `\`${text}\` is no role's ARN`
        : `\`${text}\` is not the ARN of a user, a role, a session of a role, an account's root or an OIDC provider`,
    )
  return account
}

function requireOwnPrincipal(
  { hasAccount, managementAccount }: PodpassNeeds,
  { account }: Call,
  asked: string,
): void {
  if (asked === account) return
  if (account !== managementAccount) throw foreignPrincipal(asked)
  if (!hasAccount(asked)) throw invalid(`there is no account ${asked} here`)
}
