/** Reads a service's model table from its file on first use. */
import { existsSync, readFileSync } from 'node:fs'
import { buildModel } from './build-model.ts'
import type { OperationModel, ServiceModel } from './service-model.ts'
import type { ModelTable } from './table.ts'

const loaded = new Map<string, ServiceModel>()

/** The model of this name, such as `sts`; throws when there is no table of it. */
export function loadModel(name: string): ServiceModel {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const model = buildModel(name, readTable(name))
  loaded.set(name, model)
  return model
}

export const operationOf = (model: ServiceModel, name: string): OperationModel | undefined =>
  model.operation(name)

function readTable(name: string): ModelTable {
  const file = new URL(`../models/${name}.json`, import.meta.url)
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(file)) throw new Error(`there is no model of \`${name}\``)
  return JSON.parse(readFileSync(file, 'utf8')) as ModelTable
}
