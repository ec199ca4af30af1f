/** Who holds an access key: joins IAM's long-term keys and STS's sessions for the gateway. */
import type { CredentialLookup, Credentials } from '../../aws/gateway/index.ts'
import type { IamLookups } from '../../aws/iam/index.ts'
import type { OpenedSession, Sts } from '../../aws/sts/index.ts'
import { type CallersNeeds, rootCaller, sessionCaller, userCaller } from './callers.ts'

export interface CredentialsNeeds extends CallersNeeds {
  readonly iam: IamLookups
  readonly openSession: Sts['openSession']
  /** Whether an account was closed: then none of its credentials are good for anything. */
  readonly isClosed: (account: string) => boolean
}

/** Temporary keys are looked up by their token; a token sent with a long-term key makes the pair unknown. */
export function createCredentials(needs: CredentialsNeeds): Credentials {
  return {
    find: (accessKeyId, sessionToken, now) => {
      if (!accessKeyId.startsWith('ASIA'))
        return sessionToken === undefined ? findLongTerm(needs, accessKeyId) : { outcome: 'mismatched-token' }
      if (sessionToken === undefined) return { outcome: 'missing-token' }
      return findSession(needs, accessKeyId, needs.openSession(accessKeyId, sessionToken, now), now)
    },
  }
}

function findLongTerm(needs: CredentialsNeeds, accessKeyId: string): CredentialLookup {
  const key = needs.iam.findAccessKey(accessKeyId)
  if (key === undefined || needs.isClosed(key.account)) return { outcome: 'unknown-key' }
  if (key.status !== 'Active') return { outcome: 'inactive-key' }
  const caller =
    key.user === 'root' ? rootCaller(needs, key.partition, key.account) : userCaller(needs, key.user.id)
  return caller === undefined
    ? { outcome: 'principal-gone' }
    : { outcome: 'found', secretAccessKey: key.secretAccessKey, caller: { ...caller, accessKeyId } }
}

function findSession(
  needs: CredentialsNeeds,
  accessKeyId: string,
  opened: OpenedSession,
  now: number,
): CredentialLookup {
  switch (opened.outcome) {
    case 'malformed':
      return { outcome: 'malformed-token' }
    case 'mismatched':
      return { outcome: 'mismatched-token' }
    case 'expired':
      return { outcome: 'expired' }
    case 'open': {
      if (needs.isClosed(opened.session.account)) return { outcome: 'principal-gone' }
      const caller = sessionCaller(needs, opened, now)
      return caller === undefined
        ? { outcome: 'principal-gone' }
        : { outcome: 'found', secretAccessKey: opened.secretAccessKey, caller: { ...caller, accessKeyId } }
    }
  }
}
