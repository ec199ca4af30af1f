/** What is learnt of a request on its way, for its line in the audit log. */
import type { Judgement } from '../authorization/authorize.ts'

/** One a request; whoever handles it writes here. */
export interface AuditNotes {
  readonly annotations: Record<string, string>
  /** The name that an object was given, where the path has none. */
  name?: string
}

export const beginNotes = (): AuditNotes => ({ annotations: {} })

export function noteJudgement({ annotations }: AuditNotes, { allowed, reason }: Judgement): void {
  annotations['authorization.k8s.io/decision'] = allowed ? 'allow' : 'forbid'
  annotations['authorization.k8s.io/reason'] = reason
}

/** By its `jti` a token in somebody's log is found again here; the token itself is nowhere. */
export function noteToken({ annotations }: AuditNotes, token: string): void {
  const id = idOf(token)
  if (id !== undefined) annotations['authentication.kubernetes.io/issued-credential-id'] = `JTI=${id}`
}

function idOf(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const id = (claims as { readonly jti?: unknown } | null)?.jti
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}
