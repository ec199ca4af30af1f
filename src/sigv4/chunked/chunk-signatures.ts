/** The chain of signatures through an aws-chunked body: each signs what it covers and the one before it. */
import { hash, type KeyObject } from 'node:crypto'
import { signText } from '../calculate-signature.ts'
import { emptyPayloadHash } from '../payload.ts'
import { formatScope, type Scope } from '../scope.ts'

export interface ChunkSigning {
  readonly key: KeyObject
  readonly amzDate: string
  readonly scope: Scope
  /** The signature of the request's own headers. */
  readonly seedSignature: string
}

export function signChunk(signing: ChunkSigning, previous: string, chunkHash: string): string {
  const { amzDate, scope } = signing
  return signText(
    signing.key,
    `AWS4-HMAC-SHA256-PAYLOAD\n${amzDate}\n${formatScope(scope)}\n${previous}\n${emptyPayloadHash}\n${chunkHash}`,
  )
}

/** `trailers` as they are signed: `name:value` and a line feed for each. */
export function signTrailers(signing: ChunkSigning, previous: string, trailers: string): string {
  const { amzDate, scope } = signing
  return signText(
    signing.key,
    `AWS4-HMAC-SHA256-TRAILER\n${amzDate}\n${formatScope(scope)}\n${previous}\n${hash('sha256', trailers, 'hex')}`,
  )
}
