/** How the services that share AWS's common front end refuse a signature: the texts are one, codes and statuses follow the protocol. */
import { hash } from 'node:crypto'
import { formatAmzDate, type SignatureProblem } from '../../../sigv4/index.ts'
import { AwsError } from '../../protocol/index.ts'
import type { Family } from '../family.ts'

type CommonFamily = Exclude<Family, 's3'>
type Refusal = readonly [code: string, status: number]

const codes = {
  missing: {
    query: ['MissingAuthenticationToken', 403],
    json: ['MissingAuthenticationTokenException', 400],
    'rest-json': ['MissingAuthenticationTokenException', 403],
  },
  incomplete: {
    query: ['IncompleteSignature', 400],
    json: ['IncompleteSignatureException', 400],
    'rest-json': ['IncompleteSignatureException', 403],
  },
  mismatch: {
    query: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
    'rest-json': ['InvalidSignatureException', 403],
  },
  invalidKey: {
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
    'rest-json': ['UnrecognizedClientException', 403],
  },
  expired: {
    query: ['ExpiredToken', 403],
    json: ['ExpiredTokenException', 400],
    'rest-json': ['ExpiredTokenException', 403],
  },
} as const satisfies Record<string, Record<CommonFamily, Refusal>>

const refuse = (
  kind: keyof typeof codes,
  family: CommonFamily,
  message: string,
  because?: unknown,
): AwsError => {
  const [code, status] = codes[kind][family]
  return new AwsError({ code, status, message, because })
}

export const missingToken = (family: CommonFamily): AwsError =>
  refuse(
    'missing',
    family,
    family === 'query' ? 'Request is missing Authentication Token' : 'Missing Authentication Token',
  )

export const invalidToken = (family: CommonFamily, because: string): AwsError =>
  refuse('invalidKey', family, 'The security token included in the request is invalid.', because)

export const expiredToken = (family: CommonFamily): AwsError =>
  refuse('expired', family, 'The security token included in the request is expired')

export const signatureMismatch = (family: CommonFamily): AwsError =>
  refuse(
    'mismatch',
    family,
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )

export const hostNotSigned = (family: CommonFamily): AwsError =>
  refuse('mismatch', family, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")

export const wrongScope = (family: CommonFamily, texts: readonly string[]): AwsError =>
  refuse('mismatch', family, texts.join(''))

export interface Window {
  readonly signedAt: number
  readonly now: number
  readonly minutes: number
}

export function signatureExpired(family: CommonFamily, { signedAt, now, minutes }: Window): AwsError {
  const limit = formatAmzDate(now - minutes * 60_000)
  return refuse(
    'mismatch',
    family,
    `Signature expired: ${formatAmzDate(signedAt)} is now earlier than ${limit} (${formatAmzDate(now)} - ${minutes} min.)`,
  )
}

export function signatureNotYetCurrent(family: CommonFamily, { signedAt, now, minutes }: Window): AwsError {
  const limit = formatAmzDate(now + minutes * 60_000)
  return refuse(
    'mismatch',
    family,
    `Signature not yet current: ${formatAmzDate(signedAt)} is still later than ${limit} (${formatAmzDate(now)} + ${minutes} min.)`,
  )
}

/** A scheme that is none of AWS's own is no token of AWS's at all. */
export function malformedHeader(
  family: CommonFamily,
  authorization: string,
  problems: readonly SignatureProblem[],
): AwsError {
  const scheme = problems.find((problem) => problem.part === 'Algorithm')
  if (scheme?.kind === 'malformed' && !scheme.value.startsWith('AWS')) return missingToken(family)
  const other = malformedPart(problems)
  if (other !== undefined) return refuse('incomplete', family, other)
  const texts = problems.map(({ part }) => missingInHeader[part])
  // The header may hold what unlocks something else, so its digest stands in for it.
  const digest = hash('sha256', authorization, 'base64')
  return refuse(
    'incomplete',
    family,
    `${texts.join(' ')} (Hashed with SHA-256 and encoded with Base64) Authorization=${digest}`,
  )
}

export const malformedQuery = (family: CommonFamily, problems: readonly SignatureProblem[]): AwsError =>
  refuse(
    'incomplete',
    family,
    malformedPart(problems) ??
      [
        ...problems.map(({ part }) => `AWS query-string parameters must include 'X-Amz-${part}'.`),
        'Re-examine the query-string parameters.',
      ].join(' '),
  )

const missingInHeader: Readonly<Record<SignatureProblem['part'], string>> = {
  Algorithm: "Authorization header requires 'Algorithm' parameter.",
  Credential: "Authorization header requires 'Credential' parameter.",
  Signature: "Authorization header requires 'Signature' parameter.",
  SignedHeaders: "Authorization header requires 'SignedHeaders' parameter.",
  Date: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  Expires: "Authorization header requires 'Expires' parameter.",
}

function malformedPart(problems: readonly SignatureProblem[]): string | undefined {
  const problem = problems.find(({ kind }) => kind === 'malformed')
  if (problem?.kind !== 'malformed') return undefined
  const value = problem.value.slice(0, 128)
  if (problem.part === 'Algorithm') return `Unsupported AWS 'algorithm': '${value}'`
  if (problem.part === 'Credential') {
    return `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${value}'`
  }
  return `Date must be in ISO-8601 'basic format'. Got '${value}'. See http://en.wikipedia.org/wiki/ISO_8601`
}
