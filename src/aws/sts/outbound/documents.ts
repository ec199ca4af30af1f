/** The documents by which the world verifies tokens of GetWebIdentityToken, at the host of the account's issuer. */
import {
  type Handler,
  headerOf,
  type HttpRequest,
  type HttpResponse,
  splitTarget,
} from '../../../kit/index.ts'
import { issuerCacheControl, type PublicJwk } from '../../../token/index.ts'
import type { StsNeeds } from '../needs.ts'
import type { OutboundKeys } from './issuer-keys.ts'

const discoveryPath = '/.well-known/openid-configuration'
const jwksPath = '/.well-known/jwks.json'

/** Seconds for which a relying party may keep them. */
const maxAge = 3600

/** The host that a request names, without its port. */
export const hostOf = (request: Pick<HttpRequest, 'headers'>): string =>
  (headerOf(request, 'host') ?? '').toLowerCase().replace(/:\d*$/, '')

export const createOutboundDocuments =
  (needs: Pick<StsNeeds, 'accountOfOutboundHost'>, keys: OutboundKeys): Handler =>
  async (request) => {
    const host = hostOf(request)
    const account = needs.accountOfOutboundHost(host)
    const { path } = splitTarget(request.target)
    if (account === undefined || (path !== discoveryPath && path !== jwksPath)) return plain(404, 'not found')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return plain(405, 'method not allowed', { allow: 'GET, HEAD' })
    const body = JSON.stringify(
      path === jwksPath ? { keys: (await keys.published(account)).map(asAwsWrites) } : discoveryOf(host),
    )
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'cache-control': issuerCacheControl(maxAge),
        'content-length': String(Buffer.byteLength(body)),
      },
      ...(request.method === 'GET' && { body }),
    }
  }

/** In the members and the order of AWS's own. */
const discoveryOf = (host: string): object => ({
  claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'jti', 'https://sts.amazonaws.com/'],
  id_token_signing_alg_values_supported: ['RS256', 'ES384'],
  issuer: `https://${host}`,
  jwks_uri: `https://${host}${jwksPath}`,
  subject_types_supported: ['public'],
})

/** AWS names the algorithm of its EC keys and not that of its RSA keys, and sorts the members. */
function asAwsWrites(jwk: PublicJwk): object {
  const entries = Object.entries(jwk).filter(([name]) => name !== 'alg' || jwk.kty === 'EC')
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const plain = (
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { ...headers, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: `${text}\n`,
})
