/** Finds the operation that a REST request means. */
import { AwsError } from './errors.ts'
import type { OperationModel, ServiceModel } from './model/service-model.ts'
import { parseQuery } from './rest/query-string.ts'
import type { QueryValues } from './rest/query-string.ts'
import { matchPath, parseTemplate, splitPath } from './rest/template.ts'
import type { Labels, Template } from './rest/template.ts'
import type { WireRequest } from './wire.ts'

export interface Route {
  readonly operation: OperationModel
  /** Path parameters, decoded, by their name on the wire. */
  readonly labels: Labels
}

type RoutedRequest = Pick<WireRequest, 'method' | 'path' | 'query' | 'headers'>

/** Undefined when nothing has this method and path. Headers tell CopyObject from PutObject. */
export function routeRest(model: ServiceModel, request: RoutedRequest): Route | undefined {
  const query = parseQuery(request.query)
  if (query === undefined) throw brokenUri(model)
  const segments = splitPath(request.path)
  for (const { operation, template } of candidatesFor(model, request, query)) {
    const labels = matchPath(template, segments)
    if (labels === 'broken') throw brokenUri(model)
    if (labels !== undefined) return { operation, labels }
  }
  return undefined
}

interface Candidate {
  readonly operation: OperationModel
  readonly template: Template
  /** Names of query parameters and headers that the operation requires. */
  readonly requiredQuery: readonly string[]
  readonly requiredHeaders: readonly string[]
}

/** The best first: most constants of the query string, then fewest required members missing, then most present. */
function candidatesFor(
  model: ServiceModel,
  request: RoutedRequest,
  query: QueryValues,
): readonly Candidate[] {
  const scored: { candidate: Candidate; score: number }[] = []
  for (const candidate of tableOf(model).get(request.method) ?? []) {
    if (!hasConstants(candidate.template, query)) continue
    const required = candidate.requiredQuery.length + candidate.requiredHeaders.length
    const present =
      candidate.requiredQuery.filter((name) => query.has(name)).length +
      candidate.requiredHeaders.filter((name) => request.headers[name] !== undefined).length
    const score = candidate.template.constants.size * 10_000 - (required - present) * 100 + present
    scored.push({ candidate, score })
  }
  return scored.sort((a, b) => b.score - a.score).map(({ candidate }) => candidate)
}

function hasConstants({ constants }: Template, query: QueryValues): boolean {
  for (const [name, value] of constants) {
    const given = query.get(name)
    if (given === undefined || (value !== undefined && given[0] !== value)) return false
  }
  return true
}

type RouteTable = ReadonlyMap<string, readonly Candidate[]>

const tables = new WeakMap<ServiceModel, RouteTable>()

function tableOf(model: ServiceModel): RouteTable {
  const known = tables.get(model)
  if (known !== undefined) return known
  const candidates = model.operationNames
    .map((name) => toCandidate(model.operation(name)!))
    // Two names for one call: the one that AWS still documents.
    .sort((a, b) => Number(a.operation.deprecated ?? false) - Number(b.operation.deprecated ?? false))
  const table = Map.groupBy(candidates, ({ operation }) => operation.method)
  tables.set(model, table)
  return table
}

function toCandidate(operation: OperationModel): Candidate {
  const required = operation.input?.members.filter((member) => member.required) ?? []
  const wireNames = (location: string): readonly string[] =>
    required
      .filter((member) => member.location === location)
      .map((member) => member.locationName ?? member.name)
  return {
    operation,
    template: parseTemplate(operation.requestUri),
    requiredQuery: wireNames('querystring'),
    requiredHeaders: wireNames('header').map((name) => name.toLowerCase()),
  }
}

function brokenUri(model: ServiceModel): AwsError {
  return model.metadata.protocol === 'rest-xml'
    ? new AwsError({ code: 'InvalidURI', message: "Couldn't parse the specified URI." })
    : new AwsError({ code: 'SerializationException' })
}
