/** What an action would be about: whose it is, and what it brings to the decision. */
import { isAccountId, parseArn } from '../../../arn/index.ts'
import { homeRegionOf } from '../../../aws/gateway/index.ts'
import type { Authorization } from '../../../aws/protocol/index.ts'
import { onRole } from '../../../aws/sts/index.ts'
import { accountOf, contextOf, type Principal } from '../../../policy/index.ts'
import type { Problem, SimulationsNeeds } from './needs.ts'

export interface AskedAction {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  /** Of the call that asks. */
  readonly region: string
}

export interface FoundResource {
  readonly authorization: Authorization
  /** Where such a call would be made. */
  readonly region: string
}

/** By which a role is taken: its trust policy decides. */
const taking = /^sts:(?:AssumeRole|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity)$/i
export const isTaking = (action: string): boolean => taking.test(action)
const notServed = /^sts:Assume(?!Role$|RoleWithWebIdentity$)/i

export function findResource(needs: SimulationsNeeds, asked: AskedAction): FoundResource | Problem {
  const { action, resource } = asked
  if (!/^[a-z0-9-]+:[a-z0-9]+$/i.test(action))
    return { problem: `\`${action}\` is no action; expected one such as \`s3:GetObject\`` }
  if (notServed.test(action)) return { problem: `Podpass serves no \`${action}\`` }
  const arn = parseArn(resource)
  if (arn === undefined && resource !== '*') return { problem: `\`${resource}\` is neither an ARN nor \`*\`` }
  const service = action.slice(0, action.indexOf(':')).toLowerCase()
  const isRole = arn?.service === 'iam' && /^role\/./.test(arn.resource) && isAccountId(arn.account)
  if (/^sts:AssumeRole/i.test(action) && !isRole) return { problem: `\`${resource}\` is no role's ARN` }
  if (taking.test(action) && isRole) return findRole(needs, asked)
  if (/^s3:CreateBucket$/i.test(action)) return newBucket(asked)
  if (service === 's3' && arn?.service === 's3') return findInS3(needs, asked)
  return {
    authorization: {
      action,
      resource,
      ...(isForeign(asked, arn?.account) && { resourceAccount: arn!.account }),
      ...(service === 'iam' && { context: needs.iam.keysOfResource(resource) }),
    },
    region: homeRegionOf(service, arn?.region || asked.region),
  }
}

const isForeign = ({ principal }: AskedAction, account = ''): boolean =>
  isAccountId(account) && account !== accountOf(principal)

function findRole(needs: SimulationsNeeds, { action, resource, region }: AskedAction): FoundResource {
  return { authorization: { action, ...onRole(resource, needs.findRole(resource)) }, region }
}

/** It would be the caller's, whoever has one of that name. */
function newBucket({ principal, action, resource, region }: AskedAction): FoundResource {
  const context = contextOf({ 's3:ResourceAccount': accountOf(principal) })
  return { authorization: { action, resource, context }, region }
}

function findInS3(needs: SimulationsNeeds, asked: AskedAction): FoundResource | Problem {
  const { action, resource } = asked
  const found = needs.factsOfS3(asked)
  if (found === undefined) return { problem: `there is no bucket for \`${resource}\`` }
  const { region, ...facts } = found
  return { authorization: { action, resource, ...facts }, region }
}
