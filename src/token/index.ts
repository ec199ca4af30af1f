/** Tokens: read, verified, made and explained; their keys, published and rotated. Speaks of no HTTP server and no clock. */
export type { Algorithm } from './algorithms.ts'
export type { JsonObject } from './strict-json.ts'
export type { ParsedToken, ParseProblem, Token } from './parse-token.ts'
export { longestToken, parseToken } from './parse-token.ts'
export type { TokenCheck, TokenProblem, TokenProblemCode, Verification } from './problems.ts'
export type { ExpectedClaims, Leeway } from './verify-claims.ts'
export { audiencesOf, defaultLeeway, requiredClaims, verifyClaims } from './verify-claims.ts'
export { keyIdOf, verifySignature } from './verify-signature.ts'
export type { VerifiedToken } from './verify-token.ts'
export { verifyToken } from './verify-token.ts'
export type { KeySet, ReadKeySet, VerificationKey } from './key-set.ts'
export { readKeySet } from './key-set.ts'
export type { PublicJwk } from './jwk.ts'
export { eksKeyId, isEksIssuer, keyIdFor, kubernetesKeyId, publicJwkOf, thumbprintOf } from './jwk.ts'
export type { IssuerDocument } from './issuer-metadata.ts'
export { discoveryDocument, discoveryUrlOf, issuerCacheControl, jwksDocument } from './issuer-metadata.ts'
export type { SigningKey } from './sign-token.ts'
export { signToken } from './sign-token.ts'
export type { ObjectName, ServiceAccountClaims, ServiceAccountTokenInput } from './service-account-claims.ts'
export {
  defaultLifetime,
  extendedLifetime,
  lifetimeProblem,
  longestLifetime,
  serviceAccountClaims,
  shortestLifetime,
  subjectOf,
  watchedLifetime,
} from './service-account-claims.ts'
export type { LegacyToken } from './legacy-token-claims.ts'
export { legacyTokenClaims, readLegacyClaims } from './legacy-token-claims.ts'
export type { MintedToken } from './mint-token.ts'
export { mintToken } from './mint-token.ts'
export type { KeyRing, NewKey, RingKey, Rotation, RotationRules } from './key-ring.ts'
export { publishedKeysOf, pruneRing, replaceRing, rotateRing, signingKeyOf, startRing } from './key-ring.ts'
export type { ExplainedClaim, ExplainedToken } from './explain-token.ts'
export { explainToken } from './explain-token.ts'
export type { FetchedKeys, IssuerKeys, IssuerProblem } from './issuer-documents.ts'
export { fetchIssuerKeys } from './issuer-documents.ts'
export type {
  KeyCacheLimits,
  KeysAnswer,
  KeysRequest,
  VerificationKeys,
  VerificationKeysNeeds,
} from './verification-keys.ts'
export { createVerificationKeys } from './verification-keys.ts'
