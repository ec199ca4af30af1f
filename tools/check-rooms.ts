/** Holds the imports of src/ against the table of rooms in ARCHITECTURE.md; fails on what is not in it. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

interface Room {
  readonly name: string
  readonly mayImport: readonly string[]
}

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const pureRooms = ['policy', 'token', 'sigv4']
const impurities = [
  /from 'node:https?'/,
  /from 'node:fs(\/promises)?'/,
  /\bprocess\./,
  /\bDate\.now\b/,
  /\bMath\.random\b/,
]

const rooms = readRooms(readFileSync('ARCHITECTURE.md', 'utf8'))
const files = globSync('src/**/*.ts').map((path) => path.slice('src/'.length))
const imports = files.flatMap(readImports)

const problems = [
  ...files
    .filter((file) => roomOf(file) === undefined)
    .map((file) => `${file}: stands in no room of the table`),
  ...imports.flatMap(checkImport),
  ...files.flatMap(checkPurity),
  ...findCircles(),
  ...findUnreachable(),
]
for (const problem of problems) console.error(problem)
console.log(
  `${files.length} files in ${rooms.length} rooms, ${imports.length} imports, ${problems.length} problems`,
)
process.exitCode = problems.length === 0 ? 0 : 1

function readRooms(page: string): Room[] {
  const rows = page.match(/^\| (?!room |-)([\w/-]+) \| ([\w/*, -]*?) ?\| .*\|$/gm) ?? []
  return rows.map((row) => {
    const [, name, list] = row.split('|').map((cell) => cell.trim())
    return { name: name!, mayImport: list === '' ? [] : list!.split(', ') }
  })
}

function roomOf(file: string): Room | undefined {
  return rooms.find((room) => file.startsWith(`${room.name}/`))
}

function readImports(file: string): Import[] {
  const text = readFileSync(join('src', file), 'utf8')
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^'"`;]*?from '(\.[^']+)'|(?:^|\n)import '(\.[^']+)'|import\('(\.[^']+)'\)|new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    to: normalize(join(dirname(file), (match[3] ?? match[4] ?? match[5] ?? match[6])!)),
    typeOnly: match[2] !== undefined || match[5] !== undefined || match[6] !== undefined,
  }))
}

function checkImport({ from, to }: Import): string[] {
  if (from.includes('.test')) return []
  const [room, target] = [roomOf(from), roomOf(to)]
  if (room === undefined || room === target) return []
  if (target === undefined) return [`${from}: imports ${to}, which is in no room`]
  const allowed = room.mayImport.some((name) =>
    name.endsWith('/*') ? target.name.startsWith(name.slice(0, -1)) : name === target.name,
  )
  if (!allowed) return [`${from}: ${room.name} may not import ${target.name}`]
  return to === `${target.name}/index.ts` ? [] : [`${from}: imports ${to} past the door of ${target.name}`]
}

function checkPurity(file: string): string[] {
  if (!pureRooms.includes(roomOf(file)?.name ?? '') || file.includes('.test')) return []
  const code = readFileSync(join('src', file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
  return impurities
    .filter((pattern) => pattern.test(code))
    .map((pattern) => `${file}: a pure room uses ${pattern.source}`)
}

function findCircles(): string[] {
  const next = Map.groupBy(
    imports.filter((item) => !item.typeOnly),
    (item) => item.from,
  )
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      circles.push(`circle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`)
      return
    }
    if (done.has(file)) return
    for (const item of next.get(file) ?? []) visit(item.to, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  return circles
}

/** Files that neither the program, nor a test, nor a tool leads to. */
function findUnreachable(): string[] {
  const next = Map.groupBy(imports, (item) => item.from)
  const outside = globSync('{tools,test,bench}/**/*.ts').flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/'(?:\.\.\/)+(src\/[^']+\.ts)'/g)].map((match) =>
      match[1]!.slice('src/'.length),
    ),
  )
  const waiting = [...startedByPath(), ...files.filter((file) => file.endsWith('.test.ts')), ...outside]
  const reached = new Set<string>()
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    for (const item of next.get(file) ?? []) waiting.push(item.to)
  }
  return files.filter((file) => !reached.has(file)).map((file) => `${file}: nothing reaches it`)
}

/** The programs and threads that the package builder names as files of their own. */
function startedByPath(): string[] {
  const [, list] = /const programs = \[([^\]]*)\]/.exec(readFileSync('tools/build-package.ts', 'utf8'))!
  return [...list!.matchAll(/'([^']+)'/g)].map(([, name]) => `${name}.ts`)
}
