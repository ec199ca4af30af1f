/** Reads YAML into the JSON that says the same; kubectl sends JSON, so this is for people with curl. */
import { isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml'
import { isTooDeep } from '../api/index.ts'
import { hasTooManyValues, valueLimit } from './value-limit.ts'

/** In bytes: a parser of a language so rich takes a second for a few of these. */
export const yamlLimit = 128 * 1024

export interface ReadYaml {
  readonly value: unknown
  /** Paths of members that are named twice. */
  readonly duplicates: readonly string[]
}

/** Throws an Error whose first line says what is wrong. */
export function readYaml(text: string): ReadYaml {
  // Keys are compared below: the parser's own way compares each with all others.
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false })
  const [error] = document.errors
  if (error !== undefined) throw error
  // Through JSON, so that nothing of YAML's own (dates, NaN, undefined) gets in.
  const json = JSON.stringify(document.toJS({ maxAliasCount: 100 })) ?? 'null'
  if (isTooDeep(json)) throw new Error('exceeded max depth')
  if (hasTooManyValues(json)) throw new Error(`more than ${valueLimit} values`)
  return { value: JSON.parse(json) as unknown, duplicates: [...findDuplicates(document.contents, '')] }
}

function* findDuplicates(node: unknown, path: string): Generator<string> {
  if (isSeq(node))
    for (const [index, item] of node.items.entries()) yield* findDuplicates(item, `${path}[${index}]`)
  if (!isMap(node)) return
  const names = new Set<string>()
  for (const pair of node.items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue
    const name = String(pair.key.value)
    const at = path === '' ? name : `${path}.${name}`
    if (names.has(name)) yield at
    names.add(name)
    yield* findDuplicates(pair.value, at)
  }
}
