/** What admission is asked about: who wants what of which object. */
import type { JsonObject } from '../../api/index.ts'
import type { AuditNotes } from '../audit/audit-notes.ts'
import type { Resource, Subresource } from '../resources/resource.ts'
import type { User } from '../user.ts'

export interface Attributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'
  readonly resource: Resource
  readonly subresource?: Subresource
  readonly namespace: string
  readonly name: string
  /** As clients see it; null where there is none. */
  readonly object: JsonObject | null
  readonly oldObject: JsonObject | null
  readonly user: User
  readonly dryRun: boolean
  readonly options: JsonObject | null
  /** Where webhooks are told of, for the audit log. */
  readonly notes?: AuditNotes
}
