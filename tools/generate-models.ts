/** Writes the model tables of src/aws/protocol/models from botocore's service descriptions, without their prose. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { compactModel } from './models/compact-model.ts'
import { correct } from './models/corrections.ts'
import type { Description, PaginatorFile } from './models/description.ts'
import { printTable } from './models/print-table.ts'

const services = [
  'sts',
  'iam',
  'eks',
  's3',
  'cloudtrail',
  'cloudformation',
  'logs',
  'eks-auth',
  'organizations',
]
const target = fileURLToPath(new URL('../src/aws/protocol/models/', import.meta.url))

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
})
process.exitCode = main(positionals[0], values.check)

/** Gives the exit code. `path` is a botocore data directory. */
function main(path: string | undefined, check: boolean): number {
  const source = path === undefined ? findBotocore() : { data: path, version: 'data' }
  if (source === undefined || !existsSync(join(source.data, 'sts'))) {
    console.log(check ? 'skipped: botocore is not installed' : 'botocore is not installed')
    return check ? 0 : 1
  }
  const stale = services.filter((service) => !writeService(source, service, check))
  for (const service of stale) console.log(`src/aws/protocol/models/${service}.json is out of date`)
  return stale.length === 0 ? 0 : 1
}

interface Source {
  readonly data: string
  readonly version: string
}

function findBotocore(): Source | undefined {
  const script = 'import botocore; print(botocore.__path__[0]); print(botocore.__version__)'
  try {
    const [path, version] = execFileSync('python3', ['-c', script], { encoding: 'utf8', stdio: 'pipe' })
      .trim()
      .split('\n')
    return { data: join(path!, 'data'), version: version! }
  } catch {
    return undefined
  }
}

/** False when only checking and the table differs. */
function writeService(source: Source, service: string, check: boolean): boolean {
  const version = readdirSync(join(source.data, service)).sort().at(-1)!
  const directory = join(source.data, service, version)
  const description = readJson<Description>(directory, 'service-2')
  const paginators = readJson<PaginatorFile>(directory, 'paginators-1')
  const table = compactModel(correct(service, description), paginators)
  const file = join(target, `${service}.json`)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const origin = `botocore ${source.version} ${service}/${version}, Apache-2.0`
  // Another release of botocore that says the same is no difference.
  if (check) return before === printTable({ ...table, origin: originOf(before) })
  writeFileSync(file, printTable({ ...table, origin }))
  return true
}

function originOf(text: string): string {
  return text === '' ? '' : (JSON.parse(text) as { origin: string }).origin
}

function readJson<T>(directory: string, name: string): T {
  const packed = join(directory, `${name}.json.gz`)
  const text = existsSync(packed)
    ? gunzipSync(readFileSync(packed)).toString('utf8')
    : readFileSync(join(directory, `${name}.json`), 'utf8')
  return JSON.parse(text) as T
}
