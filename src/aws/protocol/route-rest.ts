/** Finds the operation that a REST request means. */
import type { OperationModel, ServiceModel } from './model/service-model.ts'
import type { WireRequest } from './wire.ts'

export interface Route {
  readonly operation: OperationModel
  /** Path parameters, decoded, by member name. */
  readonly labels: Readonly<Record<string, string>>
}

/** Undefined when nothing has this method and path. Headers tell CopyObject from PutObject. */
export function routeRest(
  _model: ServiceModel,
  _request: Pick<WireRequest, 'method' | 'path' | 'query' | 'headers'>,
): Route | undefined {
  throw new Error('routing is being built')
}
