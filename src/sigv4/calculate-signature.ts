/** The signature of a request, and whether the one presented is it. */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import {
  canonicalRequest,
  stringToSign,
  type Canonicalization,
  type SignableRequest,
} from './canonical-request.ts'
import type { Scope } from './scope.ts'

export interface SignatureFacts extends Canonicalization {
  readonly amzDate: string
  readonly scope: Scope
  readonly key: KeyObject
}

export interface CalculatedSignature {
  readonly canonicalRequest: string
  readonly stringToSign: string
  /** 64 hex digits. */
  readonly signature: string
}

export function calculateSignature(request: SignableRequest, facts: SignatureFacts): CalculatedSignature {
  const canonical = canonicalRequest(request, facts)
  const toSign = stringToSign(canonical, facts.amzDate, facts.scope)
  return { canonicalRequest: canonical, stringToSign: toSign, signature: signText(facts.key, toSign) }
}

export const signText = (key: KeyObject, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex')

/** Compares in a time that does not tell where two signatures differ. */
export function sameSignature(expected: string, presented: string): boolean {
  const [left, right] = [Buffer.from(expected, 'utf8'), Buffer.from(presented, 'utf8')]
  return left.length === right.length && timingSafeEqual(left, right)
}
