/** Reads the declarations of types in Go source: fields with their JSON names, protobuf numbers and ways of merging. */

/** `json name` to `type number words...`; the field that is inlined has the name `...`. */
export type StructRow = Readonly<Record<string, string>>

export interface GoTypes {
  readonly structs: Readonly<Record<string, StructRow>>
  /** Named types that are no structs, such as `core/v1.PodPhase`. */
  readonly aliases: Readonly<Record<string, string>>
}

/** `name` is the package's, as `core/v1`. */
export function readGoTypes(name: string, source: string): GoTypes {
  const imports = readImports(source)
  const qualify = (type: string): string => qualifyType(type, name, imports)
  const structs: Record<string, StructRow> = {}
  const aliases: Record<string, string> = {}
  for (const [, type, body] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm))
    structs[`${name}.${type}`] = readFields(body!, qualify)
  for (const [, type, target] of source.matchAll(/^type (\w+) ([\w[\]*.]+)(?: +\/\/.*)?$/gm))
    if (target !== 'interface') aliases[`${name}.${type}`] = qualify(target!)
  return { structs, aliases }
}

function readImports(source: string): ReadonlyMap<string, string> {
  const block = /^import \(([\s\S]*?)^\)/m.exec(source)?.[1] ?? ''
  const found = [...block.matchAll(/^\s*(\w+)? ?"([^"]+)"/gm)].map(([, alias, path]) => {
    const [last, before] = path!.split('/').toReversed()
    return [alias ?? last!, /^v\d/.test(last!) ? `${before}/${last}` : last!] as const
  })
  return new Map(found)
}

const builtin = /^(string|bool|u?int(8|16|32|64)?|float(32|64)|byte|any)$/

function qualifyType(type: string, name: string, imports: ReadonlyMap<string, string>): string {
  if (type.startsWith('[]')) return `[]${qualifyType(type.slice(2), name, imports)}`
  if (type.startsWith('*')) return `*${qualifyType(type.slice(1), name, imports)}`
  const map = /^map\[([^\]]+)\](.+)$/.exec(type)
  if (map !== null) return `map[${qualifyType(map[1]!, name, imports)}]${qualifyType(map[2]!, name, imports)}`
  if (builtin.test(type)) return type
  const [first, second] = type.split('.')
  return second === undefined ? `${name}.${first}` : `${imports.get(first!) ?? first}.${second}`
}

function readFields(body: string, qualify: (type: string) => string): StructRow {
  const row: Record<string, string> = {}
  for (const line of body.split('\n')) {
    const found = /^\t(?:(\w+)\s+)?([\w[\]*.]+)\s+`([^`]*)`/.exec(line)
    if (found === null) continue
    const [, , type, tags] = found
    const tag = (name: string): string => new RegExp(`\\b${name}:"([^"]*)"`).exec(tags!)?.[1] ?? ''
    const [json, ...options] = tag('json').split(',')
    const inline = options.includes('inline') || (json === '' && tag('json') !== '')
    const number = /^\w+,(\d+)/.exec(tag('protobuf'))?.[1]
    if (json === '-' || (inline && number === undefined) || (!inline && json === '')) continue
    const [strategy, mergeKey] = [tag('patchStrategy'), tag('patchMergeKey')]
    const words = [
      qualify(type!),
      number ?? '0',
      ...(options.some((each) => each === 'omitempty' || each === 'omitzero') ? ['omitempty'] : []),
      ...(options.includes('omitzero') ? ['omitzero'] : []),
      ...(strategy === '' ? [] : [`patch=${strategy}`]),
      ...(mergeKey === '' ? [] : [`key=${mergeKey}`]),
    ]
    row[inline ? '...' : json!] = words.join(' ')
  }
  return row
}

/** The types that can be reached from the roots; those that have codecs of their own are left out. */
export function reachableTypes(
  all: GoTypes,
  roots: readonly string[],
  ownCodecs: ReadonlySet<string>,
): GoTypes {
  const structs: Record<string, StructRow> = {}
  const aliases: Record<string, string> = {}
  const visit = (type: string): void => {
    const map = /^map\[([^\]]+)\](.+)$/.exec(type)
    if (map !== null) return [map[1]!, map[2]!].forEach(visit)
    const name = type.replace(/^(\[\]|\*)+/, '')
    if (name !== type) return visit(name)
    const known = structs[name] !== undefined || aliases[name] !== undefined
    if (known || builtin.test(name) || ownCodecs.has(name)) return
    const row = all.structs[name]
    if (row !== undefined) {
      structs[name] = row
      for (const field of Object.values(row)) visit(field.split(' ')[0]!)
      return
    }
    const target = all.aliases[name]
    if (target === undefined) throw new Error(`no declaration of ${name}`)
    aliases[name] = target
    visit(target)
  }
  roots.forEach(visit)
  return { structs, aliases }
}
