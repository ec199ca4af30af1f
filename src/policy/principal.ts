/** Who asks: the principals that policies speak of. */

export type Principal =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'root'; readonly partition: string; readonly account: string }
  | {
      readonly kind: 'user'
      readonly partition: string
      readonly account: string
      readonly arn: string
      readonly id: string
    }
  | RoleSession
  | {
      readonly kind: 'federated-user'
      readonly partition: string
      readonly account: string
      /** arn:aws:sts::ACCOUNT:federated-user/NAME */
      readonly arn: string
      /** The user whose keys asked for the session. */
      readonly userArn: string
    }
  /** Someone an identity provider vouches for, before a role is assumed: an OIDC provider's ARN or a domain such as accounts.google.com. */
  | { readonly kind: 'web-identity'; readonly provider: string }
  | { readonly kind: 'service'; readonly name: string }

export interface RoleSession {
  readonly kind: 'role-session'
  readonly partition: string
  readonly account: string
  /** arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION, without the role's path */
  readonly arn: string
  /** The role's own ARN, with its path. */
  readonly roleArn: string
  /** The role's unique id, AROA... */
  readonly roleId: string
  readonly sessionName: string
}

/** The account a principal belongs to; undefined for those who belong to none. */
export const accountOf = (principal: Principal): string | undefined =>
  'account' in principal ? principal.account : undefined

/** The principal's ARN as error messages and GetCallerIdentity show it. */
export function arnOf(principal: Principal): string {
  switch (principal.kind) {
    case 'anonymous':
      return 'anonymous'
    case 'root':
      return `arn:${principal.partition}:iam::${principal.account}:root`
    case 'web-identity':
      return principal.provider
    case 'service':
      return principal.name
    default:
      return principal.arn
  }
}
