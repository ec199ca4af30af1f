/** Service-linked roles: roles that a service owns, which nobody else changes. */
import { AwsError } from '../protocol/index.ts'
import { invalidInput } from './errors.ts'
import type { Holder, HolderKind, RoleRecord } from './model.ts'
import { type LinkedService, linkedServices } from './service-linked-services.ts'

const servicePath = '/aws-service-role/'

export const serviceRolePath = (service: string): string => `${servicePath}${service}/`

export const isServiceLinked = ({ path }: Pick<RoleRecord, 'path'>): boolean => path.startsWith(servicePath)

/** Throws what AWS answers for a change of a role that belongs to a service. */
export function requireCustomerRole(role: Pick<Holder, 'name' | 'path'>): void {
  if (!isServiceLinked(role)) return
  throw new AwsError({
    code: 'UnmodifiableEntity',
    message: `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
  })
}

/** The same for what may be a user or group, which belong to no service. */
export function requireChangeable(kind: HolderKind, holder: Holder): void {
  if (kind === 'role') requireCustomerRole(holder)
}

export function requireCustomerPath(path: string | undefined): void {
  if (path?.startsWith(servicePath))
    throw invalidInput(`Path prefix '${servicePath}' can only be used for AWS Service linked Roles`)
}

export function requireLinkedService(service: string, suffix: string | undefined): LinkedService {
  const known = Object.hasOwn(linkedServices, service) ? linkedServices[service] : undefined
  if (known === undefined) throw invalidInput(`Service-linked roles of ${service} are not known here.`)
  if (suffix !== undefined && known.takesSuffix === undefined)
    throw invalidInput(`Custom suffix is not allowed for ${service}`)
  return known
}

export const linkedRoleName = ({ name }: LinkedService, suffix: string | undefined): string =>
  `AWSServiceRoleFor${name}${suffix === undefined ? '' : `_${suffix}`}`
