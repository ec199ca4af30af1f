/** The condition keys that say who calls: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
import { isoSeconds, toUnixSeconds } from '../../../kit/index.ts'
import { arnOf, type Principal } from '../../../policy/index.ts'
import type { Caller } from '../../protocol/index.ts'
import { no, yes } from './request-context.ts'

type Keys = Map<string, readonly string[]>

export function putCallerKeys(keys: Keys, { principal, userId, session }: Caller, now: number): void {
  putPrincipalKeys(keys, principal)
  keys.set('aws:principalisawsservice', principal.kind === 'service' ? yes : no)
  if (principal.kind !== 'anonymous') keys.set('aws:userid', [userId])
  if (session === undefined) return
  const { issuedAt, mfaAuthenticated, sourceIdentity, webIdentity, tags } = session
  keys.set('aws:tokenissuetime', [isoSeconds(issuedAt * 1000)])
  // Long-term keys have neither key at all, so that `BoolIfExists` can tell them from sessions.
  keys.set('aws:multifactorauthpresent', mfaAuthenticated ? yes : no)
  if (mfaAuthenticated)
    keys.set('aws:multifactorauthage', [String(Math.max(0, toUnixSeconds(now) - issuedAt))])
  if (sourceIdentity !== undefined) keys.set('aws:sourceidentity', [sourceIdentity])
  if (webIdentity !== undefined) keys.set('aws:federatedprovider', [webIdentity.federatedProvider])
  for (const [key, value] of Object.entries(tags)) keys.set(`aws:principaltag/${key.toLowerCase()}`, [value])
}

function putPrincipalKeys(keys: Keys, principal: Principal): void {
  switch (principal.kind) {
    case 'anonymous':
      keys.set('aws:principaltype', ['Anonymous'])
      return
    case 'web-identity':
      keys.set('aws:federatedprovider', [principal.provider])
      return
    case 'service':
      keys.set('aws:principalservicename', [principal.name])
      return
    default:
      keys.set('aws:principaltype', [types[principal.kind]])
      keys.set('aws:principalaccount', [principal.account])
      // A session counts as its role, path and all.
      keys.set('aws:principalarn', [principal.kind === 'role-session' ? principal.roleArn : arnOf(principal)])
      if (principal.kind === 'user')
        keys.set('aws:username', [principal.arn.slice(principal.arn.lastIndexOf('/') + 1)])
  }
}

const types = {
  root: 'Account',
  user: 'User',
  'role-session': 'AssumedRole',
  'federated-user': 'FederatedUser',
}
