/** What a session is: everything that temporary credentials carry inside their token. */

export interface Session {
  readonly partition: string
  readonly account: string
  readonly principal: SessionPrincipal
  readonly sourceIdentity?: string
  /** Session tags by their key as it was given. */
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
  /** Absent when no session policy was passed, so that the session has all that its principal has. */
  readonly policies?: SessionPolicies
  readonly webIdentity?: WebIdentityFacts
  /** Asked for with the credentials of another role's session. */
  readonly chained: boolean
  /** Seconds since the epoch at which a second factor was shown. */
  readonly mfaAuthenticatedAt?: number
  /** How the credentials reach their holder where that is not the caller of STS. */
  readonly delivery?: 'ec2-1.0' | 'ec2-2.0' | 'eks-pod-identity'
  /** Seconds since the epoch. */
  readonly issuedAt: number
  readonly expiresAt: number
}

/** Who the session acts as, by the id that stays when a name is given to another. */
export type SessionPrincipal =
  | { readonly kind: 'role'; readonly id: string; readonly sessionName: string }
  | { readonly kind: 'user'; readonly id: string }
  /** `userId` is undefined when root asked for the session. */
  | { readonly kind: 'federated-user'; readonly userId?: string; readonly name: string }
  | { readonly kind: 'root' }

export interface SessionPolicies {
  /** The document as it was passed. */
  readonly inline?: string
  readonly arns: readonly string[]
}

/** What AWS keeps of the token that a role session began with. */
export interface WebIdentityFacts {
  /** The OIDC provider's ARN. */
  readonly provider: string
  /** Claims by the name that condition keys give them: `aud`, `sub`, ... */
  readonly attributes: Readonly<Record<string, string>>
}

export const isExpired = (session: Pick<Session, 'expiresAt'>, now: number): boolean =>
  now >= session.expiresAt * 1000
