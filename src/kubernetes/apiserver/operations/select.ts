/** What a list or a watch is asked for: which objects, and since when. */
import { badRequest, invalid, invalidField, notReached } from '../api-error.ts'
import type { Call } from '../call.ts'
import type { Selector } from '../objects/selectors.ts'
import { parseFieldSelector, parseLabelSelector } from '../objects/selectors.ts'

/** A watch of one object is a watch of all whose name is that. */
export function selectorOf({ query, resource, name }: Call): Selector {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '')
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '', resource)
  const named = name === '' ? '' : `metadata.name=${name}`
  const one = parseFieldSelector(named, resource)
  return (object) => labels(object) && fields(object) && one(object)
}

export const hasSelector = ({ query }: Call): boolean =>
  Boolean(query.get('labelSelector') || query.get('fieldSelector'))

/** The revision that the client has seen, undefined when it starts afresh. */
export function resourceVersionOf({ needs, query, resource }: Call): number | undefined {
  const text = query.get('resourceVersion') ?? ''
  if (text === '' || text === '0') return undefined
  if (!/^\d{1,20}$/.test(text))
    throw invalid(resource.kind, '', [
      invalidField(
        'resourceVersion',
        text,
        `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
      ),
    ])
  const revision = Number(text)
  // A client of another data directory, or of the time before a restore: it has to start afresh.
  if (revision > needs.store.revision) throw notReached(text, needs.store.revision)
  return revision
}

export function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (!/^[+-]?\d{1,15}$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}
