/** The ARNs of Organizations: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html */
import type { OrganizationRecord, PolicyRecord } from './model.ts'

type Home = Pick<OrganizationRecord, 'id' | 'partition' | 'managementAccount'>

const arn = ({ partition, managementAccount }: Home, resource: string, account = managementAccount): string =>
  `arn:${partition}:organizations::${account}:${resource}`

export const organizationArn = (home: Home): string => arn(home, `organization/${home.id}`)

/** Of a root, a unit or an account; their ids tell which it is. */
export function targetArn(home: Home, id: string): string {
  const type = id.startsWith('r-') ? 'root' : id.startsWith('ou-') ? 'ou' : 'account'
  return arn(home, `${type}/${home.id}/${id}`)
}

export const policyArn = (
  home: Home,
  { id, type, awsManaged }: Pick<PolicyRecord, 'id' | 'type' | 'awsManaged'>,
): string =>
  awsManaged
    ? arn(home, `policy/${type.toLowerCase()}/${id}`, 'aws')
    : arn(home, `policy/${home.id}/${type.toLowerCase()}/${id}`)
