/** What AWS's services know: their actions, the resources and the condition keys of each; read from the generated data on first use. */
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

/** A service as the file holds it; keys and ARNs may hold variables, such as `aws:RequestTag/${TagKey}`. */
export interface KnownServiceRow {
  /** By name: its resource types, and the condition keys of its own. */
  readonly actions: Readonly<Record<string, readonly [resources: readonly string[], keys: readonly string[]]>>
  /** By type: the form of its ARN, and its condition keys. */
  readonly resources: Readonly<Record<string, readonly [arn: string, keys: readonly string[]]>>
  /** By key: its type, such as `String` or `ArrayOfString`. */
  readonly keys: Readonly<Record<string, string>>
}

let table: ReadonlyMap<string, KnownServiceRow> | undefined

/** By the prefix of its actions. */
export const knownServices = (): ReadonlyMap<string, KnownServiceRow> => (table ??= read())

function read(): ReadonlyMap<string, KnownServiceRow> {
  const text = brotliDecompressSync(readFileSync(new URL('services.json.br', import.meta.url))).toString()
  return new Map(Object.entries(JSON.parse(text) as Readonly<Record<string, KnownServiceRow>>))
}
