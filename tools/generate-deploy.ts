/**
 * Generates what follows from the chart in deploy/helm: the schema of its flags, the values that `podpass webhook install`
 * reads, the plain YAML and the Kustomize base and overlay. With --check it compares instead.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { flagSchema } from './deploy/flag-schema.ts'

const isCheck = process.argv.includes('--check')
const directory = 'deploy/helm/podpass-webhook'
const read = (name: string): string => readFileSync(join(directory, name), 'utf8')
const stale: string[] = []

function put(path: string, text: string): void {
  const isSame = existsSync(path) && readFileSync(path, 'utf8') === text
  if (isSame) return
  stale.push(path)
  if (isCheck) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const toJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

const schema = JSON.parse(read('values.schema.json')) as { properties: Record<string, unknown> }
schema.properties['flags'] = flagSchema()
put(join(directory, 'values.schema.json'), toJson(schema))

const { version } = parse(read('Chart.yaml')) as { version: string }
const values: unknown = parse(read('values.yaml'))
put('src/kubernetes/install/chart.json', toJson({ version, values, schema }))

// Read only now: it is made of what was just written.
const { plainFiles } = await import('./deploy/plain-files.ts')
for (const [path, text] of plainFiles()) put(join('deploy', path), text)

for (const path of stale) console.error(isCheck ? `${path} is not up to date` : `wrote ${path}`)
if (isCheck && stale.length > 0) {
  console.error('run `node tools/generate-deploy.ts`')
  process.exitCode = 1
}
