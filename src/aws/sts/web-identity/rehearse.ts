/** AssumeRoleWithWebIdentity without a session at its end: every check that can be made is, whatever an earlier one found. */
import type { Call, CallNotes, Check, NotedDecision } from '../../protocol/index.ts'
import type { StsNeeds } from '../needs.ts'
import type { Session } from '../session/session.ts'
import { checks, runCheck } from './checks.ts'
import type { Exchange, WebIdentityInput } from './exchange.ts'
import { sessionOf } from './session-of.ts'

export interface Rehearsal {
  readonly checks: readonly Check[]
  /** What the trust policy was asked. */
  readonly decisions: readonly NotedDecision[]
  /** What the token would become; absent where the checks came to no role and provider. */
  readonly session?: Session
}

/** After these no other can be made: they find what the others look at. */
const vital = new Set(['request', 'token form', 'token claims', 'role', 'provider', 'session tags'])

export async function rehearse(
  needs: StsNeeds,
  input: WebIdentityInput,
  { context, now }: Pick<Call, 'context' | 'now'>,
): Promise<Rehearsal> {
  const notes: CallNotes = { checks: [], resources: [], additionalEventData: {} }
  const exchange = { input, needs, call: { context, now, notes } } as unknown as Exchange
  const done: Check[] = []
  for (const check of checks) {
    const finding = await runCheck(check, exchange)
    const passed = typeof finding === 'string'
    done.push({ name: check.name, passed, detail: passed ? finding : finding.detail })
    if (!passed && vital.has(check.name)) return { checks: done, decisions: [] }
  }
  const issuedAt = Math.floor(now / 1000)
  const session = { ...sessionOf(exchange), issuedAt, expiresAt: issuedAt + exchange.durationSeconds }
  return { checks: done, decisions: notes.decisions ?? [], session }
}
