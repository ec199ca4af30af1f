/** The OpenAPI v3 description of what is served, from Kubernetes' own; read when somebody first asks for it. */
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { sha256Hex } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'

interface Table {
  readonly openapi: string
  readonly info: JsonObject
  readonly securitySchemes: JsonObject
  readonly schemas: Readonly<Record<string, unknown>>
  readonly documents: Readonly<Record<string, JsonObject>>
}

let table: Table | undefined

function readTable(): Table {
  const file = new URL('../tables/openapi.json.br', import.meta.url)
  return (table ??= JSON.parse(brotliDecompressSync(readFileSync(file)).toString('utf8')) as Table)
}

/** Which documents there are; the hash lets clients keep them. */
export function openApiIndex(): JsonObject {
  const paths = Object.keys(readTable().documents).map((name) => {
    const hash = sha256Hex(openApiDocument(name) ?? '')
    return [name, { serverRelativeURL: `/openapi/v3/${name}?hash=${hash.toUpperCase()}` }]
  })
  return { paths: Object.fromEntries(paths) as JsonObject }
}

const texts = new Map<string, string>()

/** `name` as `apis/apps/v1`. */
export function openApiDocument(name: string): string | undefined {
  const { openapi, info, securitySchemes, schemas, documents } = readTable()
  const known = texts.get(name)
  if (known !== undefined) return known
  const paths = Object.hasOwn(documents, name) ? documents[name] : undefined
  if (paths === undefined) return undefined
  const needed = reachable(schemas, paths)
  const text = JSON.stringify({ openapi, info, paths, components: { schemas: needed, securitySchemes } })
  texts.set(name, text)
  return text
}

function reachable(schemas: Table['schemas'], paths: JsonObject): JsonObject {
  const found = new Map<string, unknown>()
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name!)) continue
      found.set(name!, schemas[name!])
      visit(schemas[name!])
    }
  }
  visit(paths)
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
