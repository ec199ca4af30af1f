/** One request on a resource, as the operations get it. */
import type { HttpRequest, HttpResponse } from '../../kit/index.ts'
import type { AuditNotes } from './audit/audit-notes.ts'
import type { ApiServerNeeds } from './needs.ts'
import type { Representation } from './output/representation.ts'
import type { Resource, Subresource } from './resources/resource.ts'
import type { User } from './user.ts'

export interface Call {
  readonly needs: ApiServerNeeds
  readonly request: HttpRequest
  readonly user: User
  readonly notes: AuditNotes
  readonly query: URLSearchParams
  readonly resource: Resource
  readonly subresource?: Subresource
  readonly namespace: string
  readonly name: string
  /** How the client wants to be answered. */
  readonly representation: Representation
}

export type Operation = (call: Call) => HttpResponse | Promise<HttpResponse>
