/** Maps of AWS principals to names and groups, as aws-auth and configuration files hold them. */

export interface Mapping {
  /** Where it stands, as `mapRoles[2]`. */
  readonly place: string
  /** Lower case; ARNs are compared whatever their case. */
  readonly arn: string
  /** The ARN is how those of an SSO permission set begin. */
  readonly isPrefix?: true
  readonly username: string
  readonly groups: readonly string[]
}

export interface Mappings {
  readonly roles: readonly Mapping[]
  readonly users: readonly Mapping[]
  /** Principals of these accounts go by their ARN, with no groups. */
  readonly accounts: ReadonlySet<string>
}

export const noMappings: Mappings = { roles: [], users: [], accounts: new Set() }

/** Roles before users; of two entries for one ARN the later one. */
export function findMapping({ roles, users }: Mappings, canonicalArn: string): Mapping | undefined {
  const arn = canonicalArn.toLowerCase()
  return roles.findLast((each) => matches(each, arn)) ?? users.findLast((each) => each.arn === arn)
}

const matches = ({ arn: own, isPrefix }: Mapping, arn: string): boolean =>
  isPrefix === true ? arn.startsWith(own) : own === arn
