/** What may stand where a request's payload hash stands. */

export const unsignedPayload = 'UNSIGNED-PAYLOAD'
export const emptyPayloadHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

export type Payload =
  /** The body's own digest was signed. */
  | { readonly kind: 'hash'; readonly sha256: string }
  | { readonly kind: 'unsigned' }
  /** The body comes in aws-chunked encoding. */
  | { readonly kind: 'chunked'; readonly signed: boolean; readonly trailer: boolean }

const words: Readonly<Record<string, Payload>> = {
  [unsignedPayload]: { kind: 'unsigned' },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { kind: 'chunked', signed: true, trailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { kind: 'chunked', signed: true, trailer: true },
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { kind: 'chunked', signed: false, trailer: true },
}

/** Reads the value of `x-amz-content-sha256`, or gives undefined when it is neither a digest nor a known word. */
export function parsePayload(text: string): Payload | undefined {
  if (/^[0-9a-f]{64}$/.test(text)) return { kind: 'hash', sha256: text }
  return Object.hasOwn(words, text) ? words[text] : undefined
}
