/** The session that a web identity token becomes. */
import type { Session, WebIdentityFacts } from '../session/session.ts'
import type { Exchange } from './exchange.ts'

export const sessionOf = (exchange: Exchange): Omit<Session, 'issuedAt' | 'expiresAt'> => ({
  partition: exchange.role.partition,
  account: exchange.role.account,
  principal: { kind: 'role', id: exchange.role.id, sessionName: exchange.input.RoleSessionName },
  tags: exchange.tags.tags,
  transitiveTagKeys: exchange.tags.transitiveTagKeys,
  sourceIdentity: exchange.sourceIdentity,
  policies: exchange.policies,
  webIdentity: factsOf(exchange),
  chained: false,
})

/** Only text that a policy can ask about is kept; never the token. */
function factsOf({ claimKeys, provider, audience }: Exchange): WebIdentityFacts {
  const attributes: Record<string, string> = {}
  for (const key of Object.keys(claimKeys)) {
    const value = claimKeys[key]
    if (value !== undefined) attributes[key] = typeof value === 'string' ? value : value.join(',')
  }
  attributes.aud = audience
  return { provider: provider.arn, attributes }
}
