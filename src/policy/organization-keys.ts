/** What policies can ask about the organizations of the accounts in a request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */

/** That an account is in an organization, and where. */
export interface Membership {
  readonly organizationId: string
  /** `o-.../r-.../ou-.../` */
  readonly path: string
}

export type OrganizationOf = (account: string) => Membership | undefined

/** The account of the caller, of what is called, and of whatever a service calls for. */
export type Side = 'principal' | 'resource' | 'source'

/** Puts `aws:PrincipalOrgID`, `aws:PrincipalOrgPaths` and their like; an account of no organization has none. */
export function putOrganizationKeys(
  keys: Map<string, readonly string[]>,
  organizationOf: OrganizationOf | undefined,
  accounts: Readonly<Partial<Record<Side, string | undefined>>>,
): void {
  if (organizationOf === undefined) return
  for (const side of sides) {
    const account = accounts[side]
    const membership = account === undefined ? undefined : organizationOf(account)
    if (membership === undefined) continue
    keys.set(`aws:${side}orgid`, [membership.organizationId])
    keys.set(`aws:${side}orgpaths`, [membership.path])
  }
}

const sides: readonly Side[] = ['principal', 'resource', 'source']
