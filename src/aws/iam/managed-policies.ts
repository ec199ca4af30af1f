/** The managed policies that AWS itself keeps, read from the generated data on first use. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

export interface AwsManagedPolicy {
  readonly path: string
  readonly name: string
  readonly versionId: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly versionCreatedAt: number
  /** Where the default version's document begins and how long it is, in bytes. */
  readonly offset: number
  readonly length: number
}

/** A row of the index file: path and name, version, three dates in seconds since the epoch, the document's length. */
export type IndexRow = readonly [
  pathAndName: string,
  versionId: string,
  createdAt: number,
  updatedAt: number,
  versionCreatedAt: number,
  length: number,
]

const read = (file: string): Buffer =>
  brotliDecompressSync(readFileSync(new URL(`./managed-policies/${file}`, import.meta.url)))

let index: ReadonlyMap<string, AwsManagedPolicy> | undefined
/** Three megabytes that are seldom needed, so the collector may have them. */
let documents: WeakRef<Buffer> | undefined

/** All of them, by name, in the order of their names. */
export const awsManagedPolicies = (): ReadonlyMap<string, AwsManagedPolicy> => (index ??= readIndex())

/** The document of the default version. */
export function awsManagedDocument(policy: AwsManagedPolicy): string {
  const all = documents?.deref() ?? read('documents.br')
  documents = new WeakRef(all)
  return all.toString('utf8', policy.offset, policy.offset + policy.length)
}

/** AWS's own id is not in the data, so it is drawn from the name and stays the same. */
export function awsManagedPolicyId(policy: AwsManagedPolicy): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const digest = createHash('sha256')
    .update(policy.path + policy.name)
    .digest()
  return `ANPA${[...digest.subarray(0, 17)].map((byte) => alphabet[byte & 31]).join('')}`
}

function readIndex(): ReadonlyMap<string, AwsManagedPolicy> {
  const rows = JSON.parse(read('index.json.br').toString('utf8')) as readonly IndexRow[]
  let offset = 0
  return new Map(
    rows.map(([pathAndName, versionId, createdAt, updatedAt, versionCreatedAt, length]) => {
      const slash = pathAndName.lastIndexOf('/') + 1
      const policy: AwsManagedPolicy = {
        path: pathAndName.slice(0, slash),
        name: pathAndName.slice(slash),
        versionId,
        createdAt: createdAt * 1000,
        updatedAt: updatedAt * 1000,
        versionCreatedAt: versionCreatedAt * 1000,
        offset,
        length,
      }
      offset += length
      return [policy.name, policy]
    }),
  )
}
