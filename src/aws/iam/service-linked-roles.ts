/** Service-linked roles: roles that a service owns, which nobody else changes. */
import { AwsError } from '../protocol/index.ts'
import type { RoleRecord } from './model.ts'

const servicePath = '/aws-service-role/'

export const isServiceLinked = ({ path }: Pick<RoleRecord, 'path'>): boolean => path.startsWith(servicePath)

export const unmodifiable = (name: string): AwsError =>
  new AwsError({
    code: 'UnmodifiableEntity',
    message: `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  })

/** Throws what AWS answers for a change of a role that belongs to a service. */
export function requireCustomerRole(role: RoleRecord): void {
  if (isServiceLinked(role)) throw unmodifiable(role.name)
}
