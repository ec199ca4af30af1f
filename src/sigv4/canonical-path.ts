/** The path of a canonical request: S3 signs it as it came, every other service normalises and encodes it again. */
import { encodePath, encodePathOnce } from './percent-encoding.ts'

export type PathStyle = 'as-sent' | 'normalized'

export function canonicalPath(path: string, style: PathStyle): string {
  if (path === '/' || path === '') return '/'
  return style === 'as-sent' ? encodePathOnce(path) : encodePath(removeDotSegments(path))
}

/** Drops empty and dot segments (RFC 3986 section 5.2.4, with doubled slashes folded) and keeps a last slash. */
function removeDotSegments(path: string): string {
  if (!/\/\/|\/\./.test(path)) return path
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const endsOpen = /\/\.{0,2}$/.test(path)
  return kept.length === 0 ? '/' : `/${kept.join('/')}${endsOpen ? '/' : ''}`
}
