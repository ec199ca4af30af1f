/** One request on a resource, as the operations get it. */
import type { HttpRequest, HttpResponse } from '../../kit/index.ts'
import type { ApiServerNeeds } from './needs.ts'
import type { Resource, Subresource } from './resource.ts'
import type { User } from './user.ts'

export interface Call {
  readonly needs: ApiServerNeeds
  readonly request: HttpRequest
  readonly user: User
  readonly query: URLSearchParams
  readonly resource: Resource
  readonly subresource?: Subresource
  readonly namespace: string
  readonly name: string
}

export type Operation = (call: Call) => HttpResponse | Promise<HttpResponse>
