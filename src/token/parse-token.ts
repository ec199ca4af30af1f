/** Reads a token in JWS compact form (RFC 7515 section 7.1) and believes nothing of it yet. */
import { BoundedMap, fromBase64Url } from '../kit/index.ts'
import { type JsonFault, type JsonObject, parseStrictObject } from './strict-json.ts'

/** A token taken apart. Nothing in it is verified. */
export interface Token {
  readonly header: JsonObject
  readonly claims: JsonObject
  /** What the signature is made over: header and payload as they came, with the dot between them. */
  readonly signingInput: string
  readonly signature: Uint8Array
}

export type ParsedToken =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly problem: ParseProblem }

export interface ParseProblem {
  readonly code: 'too-large' | 'not-three-parts' | 'not-base64url' | 'no-signature' | JsonFault
  /** Where in the token; absent when it is the whole. */
  readonly part?: 'header' | 'payload' | 'signature'
  readonly message: string
}

/** The longest web identity token that AWS takes, in characters. */
export const longestToken = 20_000

/** The longest signature of any algorithm we know: RSA with 8,192 bits. */
const longestSignature = 1_024

export function parseToken(text: string, limit: number = longestToken): ParsedToken {
  if (text.length > limit) return problem('too-large', undefined, `token is longer than ${limit} characters`)
  const parts = text.split('.', 4)
  if (parts.length !== 3)
    return problem('not-three-parts', undefined, 'token is not three parts joined by dots')

  const [headerText, payloadText, signatureText] = parts as [string, string, string]
  const header = readHeader(headerText)
  if (!header.ok) return header
  const claims = readObject('payload', payloadText)
  if (!claims.ok) return claims
  const signature = decodeCanonical(signatureText)
  if (signature === undefined || signature.length > longestSignature)
    return problem('not-base64url', 'signature', 'token signature is not base64url without padding')
  if (signature.length === 0) return problem('no-signature', 'signature', 'token carries no signature')

  const signingInput = text.slice(0, headerText.length + 1 + payloadText.length)
  return { ok: true, token: { header: header.value, claims: claims.value, signingInput, signature } }
}

/** All tokens of one key have the same header, so the latest ones are remembered as they were read. */
const knownHeaders = new BoundedMap<string, { readonly ok: true; readonly value: JsonObject }>(256)
const longestRemembered = 1024

function readHeader(text: string) {
  const known = knownHeaders.get(text)
  if (known !== undefined) return known
  const header = readObject('header', text)
  if (header.ok && text.length <= longestRemembered) knownHeaders.set(text, header)
  return header
}

function readObject(part: 'header' | 'payload', text: string) {
  const bytes = decodeCanonical(text)
  if (bytes === undefined)
    return problem('not-base64url', part, `token ${part} is not base64url without padding`)
  const json = parseStrictObject(bytes)
  return json.ok ? json : problem(json.fault, part, `token ${part} ${faultTexts[json.fault]}`)
}

const faultTexts: Readonly<Record<JsonFault, string>> = {
  'not-utf8': 'is not valid UTF-8',
  'not-json': 'is not valid JSON',
  'not-an-object': 'is not a JSON object',
  'duplicate-member': 'names a member twice',
  'too-deep': 'is nested too deeply',
}

/** Only the one spelling that an encoder makes: unused bits of the last character must be zero, or a token had many faces. */
function decodeCanonical(text: string): Buffer | undefined {
  const unusedBits = text.length % 4 === 2 ? 0b1111 : text.length % 4 === 3 ? 0b11 : 0
  if ((alphabet.indexOf(text.at(-1)!) & unusedBits) !== 0) return undefined
  return fromBase64Url(text)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const problem = (
  code: ParseProblem['code'],
  part: ParseProblem['part'],
  message: string,
): { readonly ok: false; readonly problem: ParseProblem } => ({
  ok: false,
  problem: part === undefined ? { code, message } : { code, part, message },
})
