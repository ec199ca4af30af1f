/** Trails of an organization: made by its management account, seen by all its accounts. */
import type { Reader } from '../../../store/index.ts'
import { noTrustedAccess, notManagementAccount, organizationsNotInUse } from '../errors.ts'
import type { CloudTrailNeeds } from '../needs.ts'
import { allTrails, type Asker, isSeenFrom } from './store.ts'
import { readTrailArn, type Trail, trailArn } from './trail.ts'

type OrganizationNeeds = Pick<CloudTrailNeeds, 'organizationOf'>

/** The id of the organization that a trail is to be for; what is not asked stays as it is. */
export function readOrganization(
  { organizationOf }: OrganizationNeeds,
  wanted: boolean | undefined,
  before: Trail,
): string | undefined {
  if (wanted !== true) return wanted === false ? undefined : before.organization
  const organization = organizationOf?.(before.account)
  if (organization === undefined) throw organizationsNotInUse()
  if (organization.managementAccount !== before.account) throw notManagementAccount()
  if (!organization.trustedServices.includes('cloudtrail.amazonaws.com')) throw noTrustedAccess()
  return organization.organizationId
}

/** Those of other accounts that a member of their organization sees from this region. */
export function organizationTrails(
  { organizationOf, store }: OrganizationNeeds & { readonly store: Reader },
  call: Asker,
): readonly Trail[] {
  const id = organizationOf?.(call.account)?.organizationId
  if (id === undefined) return []
  return allTrails(store).filter(
    (trail) => trail.organization === id && trail.account !== call.account && isSeenFrom(call, trail),
  )
}

/** The one of them that an ARN names: members know no other name of it. */
export const findOrganizationTrail = (
  context: OrganizationNeeds & { readonly store: Reader },
  text: string,
  call: Asker,
): Trail | undefined =>
  readTrailArn(text) && organizationTrails(context, call).find((trail) => trailArn(trail) === text)
