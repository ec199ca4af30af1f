/** Takes the tokens of an OIDC provider for the users that they name. */
import type { Clock } from '../../../kit/index.ts'
import {
  audiencesOf,
  parseToken,
  verifyToken,
  type KeysAnswer,
  type KeysRequest,
} from '../../../token/index.ts'
import type { ReviewedUser } from '../needs.ts'
import { oidcUser, type OidcProvider } from './oidc-user.ts'

export interface OidcNeeds {
  /** Undefined while there is none. */
  readonly provider: () => OidcProvider | undefined
  readonly keysOf: (request: KeysRequest) => Promise<KeysAnswer>
  readonly now: Clock
}

export function createOidcReviewer({
  provider: find,
  keysOf,
  now,
}: OidcNeeds): (token: string) => Promise<ReviewedUser | undefined> {
  return async (text) => {
    const provider = find()
    const parsed = provider && parseToken(text)
    if (provider === undefined || !parsed?.ok) return undefined
    const { token } = parsed
    const { issuerUrl: issuer, clientId } = provider
    // What cannot be of this provider asks nobody for its keys.
    const { alg, kid } = token.header
    if (token.claims['iss'] !== issuer || alg !== 'RS256') return undefined
    if (audiencesOf(token)?.includes(clientId) !== true) return undefined
    const answer = await keysOf({ issuer, ...(typeof kid === 'string' && { kid }) })
    if (!answer.ok) return undefined
    const verified = verifyToken({
      token,
      keys: answer.found.keys,
      now: now(),
      issuer,
      audiences: [clientId],
      required: ['iss', 'aud', 'exp'],
      // kube-apiserver looks at no `iat`.
      leeway: { notBefore: 300, issuedAt: Number.MAX_SAFE_INTEGER },
    })
    if (!verified.ok) return undefined
    const found = oidcUser(provider, verified.token.claims)
    return found.ok ? found.user : undefined
  }
}
