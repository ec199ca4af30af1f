/** Compiles request URI templates such as `/{Bucket}/{Key+}?uploads` and matches paths against them. */
import { decodePercent } from './query-string.ts'

export interface Template {
  readonly segments: readonly Segment[]
  /** What the query string must hold: a value, or undefined where the name alone is enough. */
  readonly constants: ReadonlyMap<string, string | undefined>
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label' | 'greedy'; readonly name: string }

export type Labels = Readonly<Record<string, string>>

export function parseTemplate(requestUri: string): Template {
  const [path, query = ''] = requestUri.split('?')
  return {
    segments: path!
      .split('/')
      .slice(1)
      .filter((text, at, all) => text !== '' || at < all.length - 1)
      .map(parseSegment),
    constants: new Map(query.split('&').filter(Boolean).map(parseConstant)),
  }
}

function parseSegment(text: string): Segment {
  const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(text) ?? []
  if (name === undefined) return { kind: 'literal', text }
  return { kind: greedy === '+' ? 'greedy' : 'label', name }
}

function parseConstant(pair: string): [string, string | undefined] {
  const [name, value] = pair.split('=')
  return [name!, value === '' ? undefined : value]
}

/** Undefined when the path is not of the template; `broken` when a label's percent-encoding is. */
export function matchPath(template: Template, segments: readonly string[]): Labels | 'broken' | undefined {
  const labels: Record<string, string> = {}
  for (const [at, segment] of template.segments.entries()) {
    const text = segment.kind === 'greedy' ? segments.slice(at).join('/') : segments[at]
    if (text === undefined || (text === '' && segment.kind !== 'literal')) return undefined
    if (segment.kind === 'literal') {
      if (text !== segment.text) return undefined
      continue
    }
    const value = decodePercent(text)
    if (value === undefined) return 'broken'
    labels[segment.name] = value
    if (segment.kind === 'greedy') return labels
  }
  return segments.length === template.segments.length ? labels : undefined
}

/** The raw segments of a path; one trailing slash says nothing, as in `/bucket/`. */
export function splitPath(path: string): readonly string[] {
  const segments = path.split('/').slice(1)
  return segments.at(-1) === '' && segments.length <= 2 ? segments.slice(0, -1) : segments
}
