/** The session policies of a live session, ready to decide with. */
import { BoundedMap, sha256Hex } from '../../../kit/index.ts'
import { compilePolicy, parsePolicy, type CompiledPolicy } from '../../../policy/index.ts'
import type { FindManagedPolicy } from '../needs.ts'
import type { SessionPolicies } from './session.ts'

export interface SessionPolicyReader {
  /** A managed policy that is gone grants nothing; it is not as if it had not been asked for. */
  of(policies: SessionPolicies, account: string): readonly CompiledPolicy[]
}

const remembered = 2000

export function createSessionPolicyReader(findManagedPolicy: FindManagedPolicy): SessionPolicyReader {
  const inline = new BoundedMap<string, readonly CompiledPolicy[]>(remembered)
  return {
    of: (policies, account) => {
      const managed = policies.arns.flatMap((arn) => findManagedPolicy(arn, account) ?? [])
      if (policies.inline === undefined) return managed
      const text = policies.inline
      return [...managed, ...inline.getOrMake(sha256Hex(text), () => compileInline(text))]
    },
  }
}

/** A text that a stricter parser no longer takes grants nothing. */
function compileInline(text: string): readonly CompiledPolicy[] {
  const parsed = parsePolicy(text, 'session')
  return parsed.ok ? [compilePolicy(parsed.document, { name: 'session policy' })] : []
}
