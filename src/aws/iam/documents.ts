/** Policy documents as text: checked when they come in, percent-encoded when they go out. */
import { type PolicyDocument, type PolicyKind, parsePolicy } from '../../policy/index.ts'
import { malformedPolicy } from './errors.ts'

/** Throws MalformedPolicyDocument with the first thing that is wrong. */
export function requirePolicy(text: string, kind: PolicyKind): PolicyDocument {
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw malformedPolicy(parsed.problems[0].message)
  return parsed.document
}

/** Percent-encodes every character that RFC 3986 does not call unreserved, as IAM does with documents in answers. */
export const encodeDocument = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
