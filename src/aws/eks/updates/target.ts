/** What an update was of: the cluster itself, one of its add-ons or one of its node groups. */
import type { UpdateRecord } from './record.ts'

export interface UpdateTarget {
  readonly addonName?: string
  readonly nodegroupName?: string
}

export const isOf = (update: UpdateRecord, { addonName, nodegroupName }: UpdateTarget): boolean =>
  update.addonName === addonName && update.nodegroupName === nodegroupName
