/** Takes the tokens of OIDC providers for the users that they name. */
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
  /** No two of one issuer. */
  readonly providers: () => readonly OidcProvider[]
  readonly keysOf: (request: KeysRequest) => Promise<KeysAnswer>
  readonly now: Clock
}

export function createOidcReviewer({
  providers,
  keysOf,
  now,
}: OidcNeeds): (token: string) => Promise<ReviewedUser | undefined> {
  return async (text) => {
    const known = providers()
    const parsed = known.length === 0 ? undefined : parseToken(text)
    if (!parsed?.ok) return undefined
    const { token } = parsed
    const { alg, kid } = token.header
    const provider = known.find(({ issuerUrl }) => issuerUrl === token.claims['iss'])
    // What cannot be of a provider asks nobody for its keys.
    if (provider === undefined || alg !== 'RS256') return undefined
    const { issuerUrl: issuer, clientId } = provider
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
