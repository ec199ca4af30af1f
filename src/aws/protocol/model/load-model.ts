/** Reads a service's model table on first use. */
import type { OperationModel, ServiceModel } from './service-model.ts'

/** The model of this name, such as `sts`; throws when there is no table of it. */
export function loadModel(_name: string): ServiceModel {
  throw new Error('model tables are being built')
}

export const operationOf = (model: ServiceModel, name: string): OperationModel | undefined =>
  model.operation(name)
