/**
 * Writes the tables of the embedded API server into src/kubernetes/apiserver/tables, from Kubernetes itself (Apache-2.0):
 * the types of k8s.io/api, and what the real API server of the tests says of its resources, their OpenAPI description
 * and its default roles. With --check it compares instead and exits 1 when the files are not what Kubernetes says.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { findPrograms } from './kube-apiserver/programs.ts'
import { startApiServer } from './kube-apiserver/start.ts'
import { askServer } from './kubernetes/ask-server.ts'
import { readDefaultRoles } from './kubernetes/read-default-roles.ts'
import type { GoTypes, StructRow } from './kubernetes/read-go-types.ts'
import { reachableTypes, readGoTypes } from './kubernetes/read-go-types.ts'
import { readOpenApi } from './kubernetes/read-openapi.ts'
import { readResources } from './kubernetes/read-resources.ts'
import { ownCodecs, rootTypes } from './kubernetes/root-types.ts'
import { packages } from './kubernetes/served.ts'

const folder = new URL('../src/kubernetes/apiserver/tables/', import.meta.url)

const found = findPrograms(console.error)
if (!found.ok) throw new Error(found.reason)
const server = await startApiServer({ programs: found.programs })
try {
  const ask = askServer(server)
  const files = {
    'types.json': inLines(readTypes()),
    'resources.json': listInLines(await readResources(ask)),
    'default-roles.json': inLines(await readDefaultRoles(ask)),
    'openapi.json.br': JSON.stringify(await readOpenApi(ask)),
  }
  if (process.argv.includes('--check')) check(files)
  else write(files)
} finally {
  await server.stop()
}

function readTypes(): GoTypes {
  const [structs, aliases]: [Record<string, StructRow>, Record<string, string>] = [{}, {}]
  const add = (name: string, path: string): void => {
    const types = readGoTypes(name, readFileSync(path, 'utf8'))
    Object.assign(structs, types.structs)
    Object.assign(aliases, types.aliases)
  }
  for (const name of packages) add(name, join(moduleDirectory('k8s.io/api'), name, 'types.go'))
  add('meta/v1', join(moduleDirectory('k8s.io/apimachinery'), 'pkg/apis/meta/v1/types.go'))
  return reachableTypes({ structs, aliases }, rootTypes, ownCodecs)
}

/** Where Go keeps the version that the tests' API server is built from. */
function moduleDirectory(module: string): string {
  const listed = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', module], {
    cwd: join(import.meta.dirname, '../test/kube-apiserver'),
    encoding: 'utf8',
  })
  if (listed.status !== 0) throw new Error(`go list ${module}: ${listed.stderr}`)
  return listed.stdout.trim()
}

/** One line for each member of each member, so that a change shows as what it is. */
function inLines(value: object): string {
  const parts = Object.entries(value).map(([name, member]) => {
    const isList = Array.isArray(member)
    const items = Object.entries(member as object).map(
      ([key, item]) => `    ${isList ? '' : `${JSON.stringify(key)}: `}${JSON.stringify(item)}`,
    )
    return `  ${JSON.stringify(name)}: ${isList ? '[' : '{'}\n${items.join(',\n')}\n  ${isList ? ']' : '}'}`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}

function listInLines(values: readonly object[]): string {
  return `[\n${values.map((value) => `  ${JSON.stringify(value)}`).join(',\n')}\n]\n`
}

function write(files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    const content = name.endsWith('.br') ? brotliCompressSync(text) : Buffer.from(text)
    writeFileSync(new URL(name, folder), content)
    console.log(`${name}: ${text.length} bytes in ${content.length}`)
  }
}

function check(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const content = readFileSync(new URL(name, folder))
    if ((name.endsWith('.br') ? brotliDecompressSync(content) : content).toString() === text) continue
    console.error(
      `src/kubernetes/apiserver/tables/${name} is out of date: run node tools/generate-kubernetes.ts`,
    )
    process.exitCode = 1
  }
}
