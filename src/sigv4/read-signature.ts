/** Finds a request's signature in its Authorization header or in its query. */
import { formatAmzDate, parseAmzDate, parseHttpDate } from './amz-date.ts'
import type { SignableRequest } from './canonical-request.ts'
import type {
  PresentedSignature,
  RequestSignature,
  SignaturePart,
  SignatureProblem,
} from './request-signature.ts'
import { algorithm, parseCredential } from './scope.ts'

export function readSignature(request: Pick<SignableRequest, 'headers' | 'query'>): PresentedSignature {
  const authorization = request.headers['authorization']?.[0]
  if (authorization !== undefined) return readAuthorizationHeader(authorization, request.headers)
  return request.query.includes('X-Amz-') ? readSignedQuery(request.query) : { form: 'none' }
}

function readAuthorizationHeader(
  authorization: string,
  headers: SignableRequest['headers'],
): PresentedSignature {
  const space = authorization.indexOf(' ')
  const scheme = space === -1 ? authorization : authorization.slice(0, space)
  if (scheme !== algorithm) {
    return {
      form: 'header',
      problems: [{ kind: 'malformed', part: 'Algorithm', value: scheme.slice(0, 64) }],
    }
  }
  const parts = splitParts(authorization)
  return assemble({
    via: 'header',
    credential: parts.get('Credential'),
    signature: parts.get('Signature'),
    signedHeaders: parts.get('SignedHeaders'),
    date: headers['x-amz-date']?.[0] ?? headers['date']?.[0],
    sessionToken: headers['x-amz-security-token']?.[0],
  })
}

/** `Credential=..., SignedHeaders=..., Signature=...`; clients put a comma, a space or both between them. */
function splitParts(text: string): Map<string, string> {
  const parts = new Map<string, string>()
  for (const part of text.split(/[,\s]+/)) {
    const at = part.indexOf('=')
    if (at > 0 && !parts.has(part.slice(0, at))) parts.set(part.slice(0, at), part.slice(at + 1))
  }
  return parts
}

function readSignedQuery(query: string): PresentedSignature {
  const found = new URLSearchParams(query)
  const get = (name: string): string | undefined => found.get(name) ?? undefined
  const presented = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Signature',
    'X-Amz-SignedHeaders',
    'X-Amz-Date',
  ]
  if (!presented.some((name) => found.has(name))) return { form: 'none' }
  const problems: SignatureProblem[] = []
  const named = get('X-Amz-Algorithm')
  if (named === undefined) problems.push({ kind: 'missing', part: 'Algorithm' })
  else if (named !== algorithm)
    problems.push({ kind: 'malformed', part: 'Algorithm', value: named.slice(0, 64) })
  return assemble(
    {
      via: 'query',
      credential: get('X-Amz-Credential'),
      signature: get('X-Amz-Signature'),
      signedHeaders: get('X-Amz-SignedHeaders'),
      date: get('X-Amz-Date'),
      expires: get('X-Amz-Expires'),
      sessionToken: get('X-Amz-Security-Token'),
    },
    problems,
  )
}

interface RawParts {
  readonly via: RequestSignature['via']
  readonly credential: string | undefined
  readonly signature: string | undefined
  readonly signedHeaders: string | undefined
  readonly date: string | undefined
  readonly expires?: string | undefined
  readonly sessionToken: string | undefined
}

function assemble(raw: RawParts, earlier: readonly SignatureProblem[] = []): PresentedSignature {
  const problems = [...earlier, ...missingParts(raw)]
  const credential = raw.credential ? parseCredential(raw.credential) : undefined
  if (raw.credential && credential === undefined) {
    problems.push({ kind: 'malformed', part: 'Credential', value: raw.credential })
  }
  const basic = raw.date ? parseAmzDate(raw.date) : undefined
  const time = basic ?? (raw.date ? parseHttpDate(raw.date) : undefined)
  if (raw.date && time === undefined) problems.push({ kind: 'malformed', part: 'Date', value: raw.date })
  if (problems.length > 0 || credential === undefined || time === undefined) {
    return { form: raw.via, problems }
  }
  return {
    form: 'signed',
    signature: {
      via: raw.via,
      credential,
      signedHeaders: raw.signedHeaders!.toLowerCase().split(';'),
      signature: raw.signature!,
      amzDate: basic === undefined ? formatAmzDate(time) : raw.date!,
      time,
      expires: raw.expires,
      // An empty token is sent by clients that were configured with one; AWS takes it for none.
      sessionToken: raw.sessionToken === '' ? undefined : raw.sessionToken,
    },
  }
}

function missingParts(raw: RawParts): SignatureProblem[] {
  const parts: readonly (readonly [SignaturePart, string | undefined])[] = [
    ['Credential', raw.credential],
    ['Signature', raw.signature],
    ['SignedHeaders', raw.signedHeaders],
    ['Date', raw.date],
  ]
  return parts.filter(([, value]) => !value).map(([part]) => ({ kind: 'missing', part }))
}
