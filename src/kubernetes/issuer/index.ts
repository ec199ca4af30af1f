/** The token issuers of clusters: their keys, the tokens they sign, and the documents by which the world verifies them. */
export type { IssuerAnswer, IssuerRefusal, Issuers, MintAnswer, MintInput, RotateOptions } from './issuers.ts'
export { createIssuers } from './issuers.ts'
export type { IssuerFacts, KeyFacts } from './model.ts'
export type { MirrorAnswer, MirrorFacts, Mirrors } from './mirrors.ts'
export type { ClusterDocuments, ReadDocument } from './read-cluster-documents.ts'
export { readClusterDocuments } from './read-cluster-documents.ts'
export type { IssuerNeeds, SecretWrap } from './needs.ts'
export { hostAndPathOf, issuerUrlProblem, jwksUriOf, newIssuerUrl } from './issuer-url.ts'
