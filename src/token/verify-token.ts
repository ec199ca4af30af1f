/** The whole verification of a token: its claims, then its signature, each check named in order. */
import type { KeySet } from './key-set.ts'
import { parseToken, type ParseProblem, type Token } from './parse-token.ts'
import type { TokenCheck, TokenProblem } from './problems.ts'
import { type ExpectedClaims, verifyClaims } from './verify-claims.ts'
import { verifySignature } from './verify-signature.ts'

export type VerifiedToken =
  | { readonly ok: true; readonly token: Token; readonly checks: readonly TokenCheck[] }
  | {
      readonly ok: false
      readonly problem: TokenProblem | ParseProblem
      readonly checks: readonly TokenCheck[]
    }

export function verifyToken(
  input: ExpectedClaims & { readonly token: string | Token; readonly keys: KeySet },
): VerifiedToken {
  const parsed =
    typeof input.token === 'string' ? parseToken(input.token) : { ok: true as const, token: input.token }
  if (!parsed.ok) {
    const check = { name: 'token form', passed: false, detail: parsed.problem.message }
    return { ok: false, problem: parsed.problem, checks: [check] }
  }

  const { token } = parsed
  const form = { name: 'token form', passed: true, detail: 'is a JWS in compact form' }
  const claims = verifyClaims(token, input)
  if (!claims.ok) return { ...claims, checks: [form, ...claims.checks] }
  const signature = verifySignature(token, input.keys)
  const checks = [form, ...claims.checks, ...signature.checks]
  return signature.ok ? { ok: true, token, checks } : { ok: false, problem: signature.problem, checks }
}
