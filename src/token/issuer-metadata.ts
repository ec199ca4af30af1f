/** The two documents by which the world verifies an issuer's tokens, byte for byte as kube-apiserver writes them. */
import type { Algorithm } from './algorithms.ts'
import type { PublicJwk } from './jwk.ts'

/** A document ready to be served. */
export interface IssuerDocument {
  readonly contentType: string
  readonly body: string
}

/** Where a relying party looks for the discovery document (OpenID Connect Discovery 1.0 section 4). */
export const discoveryUrlOf = (issuer: string): string =>
  `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`

export const discoveryDocument = (input: {
  readonly issuer: string
  readonly jwksUri: string
  readonly algorithms?: readonly Algorithm[]
}): IssuerDocument => ({
  contentType: 'application/json',
  body: JSON.stringify({
    issuer: input.issuer,
    jwks_uri: input.jwksUri,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: input.algorithms ?? ['RS256'],
  }),
})

export const jwksDocument = (keys: readonly PublicJwk[]): IssuerDocument => ({
  contentType: 'application/jwk-set+json',
  body: JSON.stringify({ keys }),
})

/** The cache header of both documents. */
export const issuerCacheControl = (maxAge: number): string => `public, max-age=${maxAge}`
