/** Why a token was refused, as data; whoever speaks a protocol words it. */

export interface TokenProblem {
  readonly code: TokenProblemCode
  /** The claim at fault, where it is one. */
  readonly claim?: string
  /** For people; never the token, never its signature. */
  readonly message: string
}

export type TokenProblemCode =
  | 'missing-claim'
  | 'malformed-claim'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'expired'
  | 'not-yet-valid'
  | 'issued-in-the-future'
  | 'unsupported-algorithm'
  | 'critical-header'
  | 'malformed-header'
  | 'unknown-key'
  | 'unfit-key'
  | 'ambiguous-key'
  | 'wrong-signature'

/** One check of a token and how it came out. */
export interface TokenCheck {
  readonly name: string
  readonly passed: boolean
  /** What was compared, in words. */
  readonly detail: string
}

export type Verification =
  | { readonly ok: true; readonly checks: readonly TokenCheck[] }
  | { readonly ok: false; readonly problem: TokenProblem; readonly checks: readonly TokenCheck[] }

/** A step says what it found to be right, or the problem. */
export type Step<Input> = readonly [name: string, check: (input: Input) => string | TokenProblem]

/** Runs steps in order up to the first problem. */
export function runSteps<Input>(steps: readonly Step<Input>[], input: Input): Verification {
  const checks: TokenCheck[] = []
  for (const [name, check] of steps) {
    const outcome = check(input)
    if (typeof outcome === 'string') {
      checks.push({ name, passed: true, detail: outcome })
      continue
    }
    checks.push({ name, passed: false, detail: outcome.message })
    return { ok: false, problem: outcome, checks }
  }
  return { ok: true, checks }
}

/** What came from outside, cut and made printable for a message. */
export function quote(value: unknown): string {
  const text = printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'))
  return text.length > 200 ? `\`${text.slice(0, 200)}...\`` : `\`${text}\``
}

/** Text that a terminal shows and does not obey. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
