/** How the client wants objects to be shown: whole, as a table for people, or their metadata alone. */
import type { HttpRequest } from '../../../kit/index.ts'
import { headerOf } from '../../../kit/index.ts'
import { badRequest, notAcceptable } from '../api-error.ts'

export type Representation =
  | { readonly kind: 'object' }
  | { readonly kind: 'partial' }
  /** What each row carries of its object. */
  | { readonly kind: 'table'; readonly include: Include }

export type Include = 'None' | 'Metadata' | 'Object'

/** The first of the wished-for forms that there is; JSON is the one format. */
export function representationOf(request: HttpRequest, query: URLSearchParams): Representation {
  const accept = headerOf(request, 'accept') ?? '*/*'
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    if (!['', '*/*', 'application/*', 'application/json'].includes(type.toLowerCase())) continue
    const wish = new Map(parameters.map((part) => part.split('=', 2) as [string, string]))
    const as = wish.get('as')
    if (as === undefined) return { kind: 'object' }
    if (wish.get('g') !== 'meta.k8s.io' || wish.get('v') !== 'v1') continue
    if (as === 'Table') return { kind: 'table', include: includeOf(query) }
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { kind: 'partial' }
  }
  throw notAcceptable(['application/json'])
}

function includeOf(query: URLSearchParams): Include {
  const wanted = query.get('includeObject') || 'Metadata'
  if (['None', 'Metadata', 'Object'].includes(wanted)) return wanted as Include
  throw badRequest(`unrecognized includeObject value: ${JSON.stringify(wanted)}`)
}
