/** The condition keys that a live session brings to each of its calls. */
import { contextOf, type ContextKeys } from '../../../policy/index.ts'
import type { Session } from './session.ts'

/** `principalTags` are the role's or user's own; a session tag of the same key, whatever its case, stands before them. */
export function contextOfSession(
  session: Session,
  principalTags: Readonly<Record<string, string>>,
  now: number,
): ContextKeys {
  const { webIdentity, mfaAuthenticatedAt } = session
  return contextOf(
    tagKeys(principalTags),
    tagKeys(session.tags),
    {
      'aws:TokenIssueTime': new Date(session.issuedAt * 1000),
      'aws:MultiFactorAuthPresent': mfaAuthenticatedAt !== undefined,
      'aws:MultiFactorAuthAge':
        mfaAuthenticatedAt === undefined ? undefined : Math.floor(now / 1000) - mfaAuthenticatedAt,
      'aws:SourceIdentity': session.sourceIdentity,
      'ec2:RoleDelivery': ec2DeliveryOf(session),
      'aws:FederatedProvider': webIdentity?.provider,
    },
    webIdentity === undefined ? {} : claimKeysOf(webIdentity),
  )
}

/** The version of the metadata protocol by which an instance got its credentials. */
export const ec2DeliveryOf = ({ delivery }: Pick<Session, 'delivery'>): '1.0' | '2.0' | undefined =>
  delivery === 'ec2-1.0' ? '1.0' : delivery === 'ec2-2.0' ? '2.0' : undefined

const tagKeys = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]))

function claimKeysOf({ provider, attributes }: NonNullable<Session['webIdentity']>): Record<string, string> {
  const url = provider.slice(provider.indexOf('/') + 1)
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`${url}:${key}`, value]))
}
