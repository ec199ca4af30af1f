/** The signature algorithms that are spoken (RFC 7518 section 3.1), and which kind of key each belongs to. */

export type Algorithm = 'RS256' | 'RS384' | 'RS512' | 'ES256' | 'ES384' | 'ES512'

export interface AlgorithmFacts {
  readonly kty: 'RSA' | 'EC'
  /** For EC, the one curve that goes with the algorithm. */
  readonly crv?: string
  readonly hash: 'sha256' | 'sha384' | 'sha512'
  /** For EC, the bytes of R and S together; RSA signatures are as long as the modulus. */
  readonly signatureBytes?: number
}

export const algorithms: Readonly<Record<Algorithm, AlgorithmFacts>> = {
  RS256: { kty: 'RSA', hash: 'sha256' },
  RS384: { kty: 'RSA', hash: 'sha384' },
  RS512: { kty: 'RSA', hash: 'sha512' },
  ES256: { kty: 'EC', crv: 'P-256', hash: 'sha256', signatureBytes: 64 },
  ES384: { kty: 'EC', crv: 'P-384', hash: 'sha384', signatureBytes: 96 },
  ES512: { kty: 'EC', crv: 'P-521', hash: 'sha512', signatureBytes: 132 },
}

export const isAlgorithm = (value: unknown): value is Algorithm =>
  typeof value === 'string' && Object.hasOwn(algorithms, value)
