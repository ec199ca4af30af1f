/** STS as the gateway serves it, and the sessions that it gives out. */
import type { Handler } from '../../kit/index.ts'
import type { Call, ServiceDefinition } from '../protocol/index.ts'
import type { StsNeeds } from './needs.ts'
import { assumeRole } from './operations/assume-role.ts'
import { assumeRoleWithWebIdentity } from './operations/assume-role-with-web-identity.ts'
import { decodeAuthorizationMessage } from './operations/decode-authorization-message.ts'
import { getAccessKeyInfo } from './operations/get-access-key-info.ts'
import { getCallerIdentity } from './operations/get-caller-identity.ts'
import { getFederationToken } from './operations/get-federation-token.ts'
import { getSessionToken } from './operations/get-session-token.ts'
import { getWebIdentityToken } from './operations/get-web-identity-token.ts'
import { createOutboundDocuments } from './outbound/documents.ts'
import { createOutboundKeys } from './outbound/issuer-keys.ts'
import { openSessionRing, type SessionRing } from './session/ring-store.ts'
import { createSessionPolicyReader } from './session/session-policies.ts'
import { createSessions, type Sessions } from './session/sessions.ts'
import type { WebIdentityInput } from './web-identity/exchange.ts'
import { rehearse, type Rehearsal } from './web-identity/rehearse.ts'

export interface Sts {
  readonly service: ServiceDefinition
  /** Who holds a session's credentials. Answers whatever it is given; it throws for no text. */
  readonly openSession: Sessions['open']
  /** For other ways to a session, such as EKS Pod Identity. */
  readonly issueSession: Sessions['issue']
  /** Asks what a web identity token would come to, and gives no session. */
  readonly rehearseWebIdentity: (
    input: WebIdentityInput,
    call: Pick<Call, 'context' | 'now'>,
  ) => Promise<Rehearsal>
  /** Serves the documents of the accounts' issuers, which verify what GetWebIdentityToken gives. */
  readonly outboundDocuments: Handler
  /** The keys that sessions are sealed with. */
  readonly ring: Pick<SessionRing, 'rotate' | 'rotateIfOlderThan'>
}

/** Opens the session keys in the store, making them where there are none. */
export async function createSts(needs: StsNeeds): Promise<Sts> {
  const ring = await openSessionRing(needs)
  const policies = createSessionPolicyReader(needs.findManagedPolicy)
  const sessions = createSessions({ ring, random: needs.random, policies })
  const outboundKeys = createOutboundKeys(needs)
  const service: ServiceDefinition = {
    model: 'sts',
    operations: {
      AssumeRole: assumeRole(needs, sessions),
      AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity(needs, sessions),
      DecodeAuthorizationMessage: decodeAuthorizationMessage(),
      GetAccessKeyInfo: getAccessKeyInfo(),
      GetCallerIdentity: getCallerIdentity(),
      GetFederationToken: getFederationToken(needs, sessions),
      GetSessionToken: getSessionToken(needs, sessions),
      GetWebIdentityToken: getWebIdentityToken(needs, outboundKeys),
    },
  }
  return {
    service,
    openSession: sessions.open,
    issueSession: sessions.issue,
    rehearseWebIdentity: (input, call) => rehearse(needs, input, call),
    outboundDocuments: createOutboundDocuments(needs, outboundKeys),
    ring,
  }
}
