/** The way from the root of the organization to one of its entities. */
import type { Reader } from '../../store/index.ts'
import type { OrganizationRecord } from './model.ts'
import { units } from './store.ts'

/** The root, the units below it and, last, the one that is asked for. */
export function chainTo(from: Reader, { rootId }: OrganizationRecord, id: string): readonly string[] {
  const chain: string[] = []
  for (
    let at: string | undefined = id;
    at !== undefined && at !== rootId;
    at = units.get(from, at)?.value.parent
  )
    chain.unshift(at)
  return [rootId, ...chain]
}

/** As `aws:PrincipalOrgPaths` has it: `o-.../r-.../ou-.../`. */
export const pathTo = (from: Reader, organization: OrganizationRecord, id: string): string =>
  `${[organization.id, ...chainTo(from, organization, id)].join('/')}/`
