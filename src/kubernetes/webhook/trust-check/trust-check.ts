/**
 * Warns of roles whose trust policy does not let a ServiceAccount in. An admission is never held up: what is not known
 * is asked for behind its back, and told to the next pod.
 */
import { BoundedMap } from '../../../kit/index.ts'
import type { TrustSubject } from '../needs.ts'
import type { RoleAnswer } from './role-answer.ts'

export type { RoleAnswer } from './role-answer.ts'

export interface TrustCheckNeeds<Policy> {
  /** Never rejects. */
  readonly askRole: (roleArn: string) => Promise<RoleAnswer<Policy>>
  /** What in the policy keeps the subject out, in words; undefined where nothing surely does. */
  readonly judge: (policy: Policy, subject: TrustSubject, issuer: string) => string | undefined
  /** The cluster's issuer; undefined while it is not known. */
  readonly issuer: () => string | undefined
  /** Milliseconds that only go forward. */
  readonly now: () => number
  readonly onProblem: (message: string) => void
}

export interface TrustCheck {
  readonly check: (subject: TrustSubject) => string | undefined
  readonly counts: () => Readonly<Record<TrustOutcome, number>>
}

export type TrustOutcome = 'passed' | 'warned' | 'missing' | 'unknown' | 'pending'

interface Known<Policy> {
  readonly answer: RoleAnswer<Policy>
  readonly at: number
  /** From when on it is asked for again. */
  readonly againAt: number
}

const mostRoles = 5000
const mostJudgements = 20_000
const [atOnce, mostWaiting] = [4, 500]
/** How long an answer counts as new. Nobody is warned by an older one: the role may have been mended since. */
const newFor = { found: 2 * 60_000, missing: 60_000, unknown: 15 * 60_000, failed: 30_000 }

export function createTrustCheck<Policy>(needs: TrustCheckNeeds<Policy>): TrustCheck {
  const { now, onProblem } = needs
  const known = new BoundedMap<string, Known<Policy>>(mostRoles)
  const judged = new BoundedMap<string, { readonly answer: unknown; readonly words: string | undefined }>(
    mostJudgements,
  )
  const told = new BoundedMap<string, true>(mostRoles)
  const asking = new Set<string>()
  const waiting: string[] = []
  const counts = { passed: 0, warned: 0, missing: 0, unknown: 0, pending: 0 }

  const tellOnce = (roleArn: string, words: string): void => {
    const key = `${roleArn} ${words}`
    if (told.get(key) !== undefined) return
    told.set(key, true)
    onProblem(`trust of role ${roleArn}: ${words}`)
  }
  const ask = async (roleArn: string): Promise<void> => {
    const answer = await needs.askRole(roleArn)
    const before = known.get(roleArn)
    const againAt = now() + newFor[answer.kind]
    // A failure that passes takes nothing away that was known.
    if (answer.kind === 'failed' && before?.answer.kind === 'found')
      known.set(roleArn, { ...before, againAt })
    else known.set(roleArn, { answer, at: now(), againAt })
    if (answer.kind === 'missing') tellOnce(roleArn, 'there is no such role')
    if (answer.kind === 'unknown' || answer.kind === 'failed') tellOnce(roleArn, answer.because)
  }
  const askNext = (): void => {
    while (asking.size < atOnce && waiting.length > 0) {
      const roleArn = waiting.shift()!
      asking.add(roleArn)
      void ask(roleArn).finally(() => {
        asking.delete(roleArn)
        askNext()
      })
    }
  }
  const enqueue = (roleArn: string): void => {
    if (asking.has(roleArn) || waiting.includes(roleArn) || waiting.length >= mostWaiting) return
    waiting.push(roleArn)
    askNext()
  }

  const judge = (policy: Policy, answer: unknown, subject: TrustSubject): string | undefined => {
    const issuer = needs.issuer()
    if (issuer === undefined) return undefined
    const key = JSON.stringify([subject, issuer])
    const before = judged.get(key)
    if (before !== undefined && before.answer === answer) return before.words
    const words = needs.judge(policy, subject, issuer)
    judged.set(key, { answer, words })
    return words
  }

  const decide = (subject: TrustSubject): readonly [TrustOutcome, string?] => {
    const { roleArn } = subject
    const found = known.get(roleArn)
    if (found === undefined || now() >= found.againAt) enqueue(roleArn)
    if (found === undefined) return ['pending']
    const { answer } = found
    const isNew = now() - found.at <= newFor[answer.kind]
    if (answer.kind === 'missing') return isNew ? ['missing', `role ${roleArn} does not exist`] : ['pending']
    if (answer.kind !== 'found') return ['unknown']
    if (needs.issuer() === undefined) return ['pending']
    const words = judge(answer.trustPolicy, answer, subject)
    if (words === undefined) return ['passed']
    return isNew ? ['warned', `role ${roleArn} cannot be assumed: ${words}`] : ['pending']
  }

  return {
    check: (subject) => {
      const [outcome, words] = decide(subject)
      counts[outcome]++
      return words
    },
    counts: () => counts,
  }
}
