/** Cuts the real API server's OpenAPI v3 documents down to what is served; schemas that documents share are kept once. */
import type { Ask } from './ask-server.ts'
import { groupPath, served } from './served.ts'

type Json = Readonly<Record<string, unknown>>

interface Document {
  readonly openapi: string
  readonly info: Json
  readonly paths: Readonly<Record<string, Json>>
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>
    readonly securitySchemes: Json
  }
}

export interface OpenApi {
  readonly openapi: string
  readonly info: Json
  readonly securitySchemes: Json
  readonly schemas: Readonly<Record<string, unknown>>
  /** Paths by group and version, as `apis/apps/v1`. */
  readonly documents: Readonly<Record<string, Document['paths']>>
}

interface Index {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>
}

export async function readOpenApi(ask: Ask): Promise<OpenApi> {
  const index = await ask<Index>('/openapi/v3')
  const schemas: Record<string, unknown> = {}
  const documents: Record<string, Document['paths']> = {}
  let first: Document | undefined
  for (const [group, plurals] of Object.entries(served)) {
    const name = groupPath(group)
    const document = await ask<Document>(index.paths[name]!.serverRelativeURL)
    first ??= document
    const paths = Object.entries(document.paths)
      .filter(([path]) => isServed(path, name, plurals))
      .map(([path, item]) => [path, dropUnserved(item) as Json] as const)
    documents[name] = Object.fromEntries(paths)
    for (const schema of reachableSchemas(document, documents[name]))
      schemas[schema] ??= document.components.schemas[schema]
  }
  const { openapi, info, components } = first!
  return { openapi, info, securitySchemes: components.securitySchemes, schemas, documents }
}

/** Paths look like `/api/v1/namespaces/{namespace}/pods/{name}/status`. */
function isServed(path: string, name: string, plurals: Readonly<Record<string, readonly string[]>>): boolean {
  const rest = path.slice(`/${name}/`.length)
  if (rest === '') return true
  const [plural = '', , sub, more] = rest.replace(/^namespaces\/\{namespace\}\//, '').split('/')
  const subresources = plurals[plural]
  return subresources !== undefined && more === undefined && (sub === undefined || subresources.includes(sub))
}

/** Server-side apply and other formats than JSON are not served. */
function dropUnserved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropUnserved)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !/^application\/(apply-patch|vnd\.kubernetes\.protobuf|cbor|yaml)/.test(name))
      .map(([name, member]) => [name, dropUnserved(member)]),
  )
}

function reachableSchemas(document: Document, paths: Document['paths']): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      if (!found.has(name!)) {
        found.add(name!)
        visit(document.components.schemas[name!])
      }
  }
  visit(paths)
  return found
}
