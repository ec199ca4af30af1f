/** The condition keys that say who calls: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
import { arnOf, type ContextValue, type Principal } from '../../../policy/index.ts'
import type { Caller } from '../../protocol/index.ts'

type Keys = Record<string, ContextValue | undefined>

/** What the caller's own context says of these stands above them. */
export function callerContext({ principal, userId, session }: Caller, now: number): Keys {
  const keys: Keys = {
    ...principalKeys(principal),
    'aws:principalisawsservice': principal.kind === 'service',
  }
  if (principal.kind !== 'anonymous') keys['aws:userid'] = userId
  if (session === undefined) return keys
  keys['aws:tokenissuetime'] = new Date(session.issuedAt * 1000)
  // Long-term keys have neither key at all, so that `BoolIfExists` can tell them from sessions.
  keys['aws:multifactorauthpresent'] = session.mfaAuthenticated
  if (session.mfaAuthenticated) {
    keys['aws:multifactorauthage'] = Math.max(0, Math.floor(now / 1000) - session.issuedAt)
  }
  keys['aws:sourceidentity'] = session.sourceIdentity
  keys['aws:federatedprovider'] = session.webIdentity?.federatedProvider
  for (const [key, value] of Object.entries(session.tags)) keys[`aws:principaltag/${key}`] = value
  return keys
}

function principalKeys(principal: Principal): Keys {
  switch (principal.kind) {
    case 'anonymous':
      return { 'aws:principaltype': 'Anonymous' }
    case 'web-identity':
      return { 'aws:federatedprovider': principal.provider }
    case 'service':
      return { 'aws:principalservicename': principal.name }
    default:
      return {
        'aws:principaltype': types[principal.kind],
        'aws:principalaccount': principal.account,
        // A session counts as its role, path and all.
        'aws:principalarn': principal.kind === 'role-session' ? principal.roleArn : arnOf(principal),
        'aws:username':
          principal.kind === 'user' ? principal.arn.slice(principal.arn.lastIndexOf('/') + 1) : undefined,
      }
  }
}

const types = {
  root: 'Account',
  user: 'User',
  'role-session': 'AssumedRole',
  'federated-user': 'FederatedUser',
}
