/** The path of a canonical request: S3 signs it as it came, every other service normalises and encodes it again. */
import { encodePath, encodePathOnce } from './percent-encoding.ts'

export type PathStyle = 'as-sent' | 'normalized'

export function canonicalPath(path: string, style: PathStyle): string {
  if (path === '') return '/'
  return style === 'as-sent' ? encodePathOnce(path) : encodePath(removeDotSegments(path))
}

/** Drops empty and dot segments and keeps a last slash; a dot at the very end leaves none, as AWS's SDKs have it. */
function removeDotSegments(path: string): string {
  if (!/\/\/|\/\./.test(path)) return path
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const endsOpen = path.endsWith('/')
  return kept.length === 0 ? '/' : `/${kept.join('/')}${endsOpen ? '/' : ''}`
}
