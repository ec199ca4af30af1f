/** AWS Signature Version 4: signing requests, presigning URLs and verifying what others signed. */
export { formatAmzDate, parseAmzDate } from './amz-date.ts'
export type { CalculatedSignature, SignatureFacts } from './calculate-signature.ts'
export { calculateSignature, sameSignature } from './calculate-signature.ts'
export type { PathStyle } from './canonical-path.ts'
export type { Canonicalization, SignableRequest } from './canonical-request.ts'
export type { ChunkSigning } from './chunked/chunk-signatures.ts'
export type { ChunkedRules } from './chunked/decode-chunked.ts'
export { decodeChunked } from './chunked/decode-chunked.ts'
export type { ChunkedProblem } from './chunked/problem.ts'
export { ChunkedBodyError } from './chunked/problem.ts'
export type { Payload } from './payload.ts'
export { emptyPayloadHash, parsePayload, unsignedPayload } from './payload.ts'
export { presignRequest } from './presign-request.ts'
export { readSignature } from './read-signature.ts'
export type {
  PresentedSignature,
  RequestSignature,
  SignaturePart,
  SignatureProblem,
} from './request-signature.ts'
export type { QuerySignatureV2 } from './s3-query-v2.ts'
export { readQuerySignatureV2, stringToSignV2, unsignedParametersV2, verifyQueryV2 } from './s3-query-v2.ts'
export type { Credential, Scope } from './scope.ts'
export { formatScope, parseCredential } from './scope.ts'
export type { SigningIdentity, SigningOptions } from './sign-request.ts'
export { signRequest } from './sign-request.ts'
export type { SigningKeys } from './signing-key.ts'
export { createSigningKeys, deriveSigningKey } from './signing-key.ts'
