/** Reads what somebody chose into whole values, and says everything that is wrong with it. */
import { isObject, objectOf, type JsonObject } from '../../api/index.ts'
import chart from '../chart.json' with { type: 'json' }
import { checkSchema } from './check-schema.ts'
import type { Values } from './values.ts'

export const chartVersion = chart.version

export type ReadValues =
  | { readonly ok: true; readonly values: Values }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Over the chart's defaults; where both are objects they are merged, as Helm does it. */
export function readValues(given: JsonObject): ReadValues {
  const merged = dropNothings(chart.schema, mergeValues(chart.values, given))
  const problems = checkSchema(chart.schema, merged)
  if (problems.length > 0) return { ok: false, problems }
  const values = merged as unknown as Values
  const contradictions = findContradictions(values)
  return contradictions.length > 0 ? { ok: false, problems: contradictions } : { ok: true, values }
}

export function mergeValues(below: JsonObject, above: JsonObject): JsonObject {
  const merged: Record<string, unknown> = Object.assign(Object.create(null), below)
  for (const [name, value] of Object.entries(above)) {
    const known = merged[name]
    merged[name] = isObject(known) && isObject(value) ? mergeValues(known, value) : value
  }
  return { ...merged }
}

/** Where names are free, a null takes one away, as in Helm. */
function dropNothings(schema: JsonObject, values: JsonObject): JsonObject {
  const known = objectOf(schema['properties'])
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name, value]) => value !== null || Object.hasOwn(known, name))
      .map(([name, value]) => [name, isObject(value) ? dropNothings(objectOf(known[name]), value) : value]),
  )
}

/** What the schema cannot say; the chart says the same in `templates/_checks.tpl`. */
function findContradictions({ image, certificates, webhook }: Values): readonly string[] {
  if (webhook.url !== '') return []
  const { mode, secretName } = certificates
  const isOperators = mode === 'secret' || mode === 'files'
  return [
    ...(image.repository === ''
      ? [
          'image.repository is missing: no image is published, so build one with deploy/Dockerfile and name it',
        ]
      : []),
    ...(isOperators && secretName === ''
      ? [`certificates.secretName is missing: mode ${mode} needs the name of a kubernetes.io/tls Secret`]
      : []),
    ...(!isOperators && webhook.caBundle !== ''
      ? [`webhook.caBundle does not go with certificates.mode ${mode}, which keeps it itself`]
      : []),
  ]
}
