/** The Go types of Kubernetes' objects, as the generated table has them: which fields there are, and how each is written and merged. */
import table from '../tables/types.json' with { type: 'json' }

export interface Field {
  /** As in JSON. */
  readonly name: string
  /** As `[]core/v1.Container`. */
  readonly type: string
  /** In protobuf. */
  readonly number: number
  /** A zero value is not written; that of a struct still is. */
  readonly omitEmpty: boolean
  /** A zero value is not written, of whatever kind. */
  readonly omitZero: boolean
  /** How strategic merge patches change it: words of `merge`, `replace`, `retainKeys`. */
  readonly patch: readonly string[]
  /** The member by which items of a merged list are told apart. */
  readonly mergeKey?: string
}

const structs: Readonly<Record<string, Readonly<Record<string, string>>>> = table.structs
const aliases: Readonly<Record<string, string>> = table.aliases

export const isStruct = (type: string): boolean => Object.hasOwn(structs, type)

/** What a named type is made of, or the type itself. */
export const underlying = (type: string): string => (Object.hasOwn(aliases, type) ? aliases[type]! : type)

/** As Go prints it: the last part of the package's path alone. */
export const printType = (type: string): string => type.replaceAll(/\w+\/(v\d+)\./g, '$1.')

/** The name of a struct without its package. */
export const structName = (type: string): string => type.slice(type.indexOf('.') + 1)

const declared = new Map<string, readonly Field[]>()

/** The fields that the declaration itself has; what is inlined is one field named `...`. */
export function declaredFields(type: string): readonly Field[] {
  const known = declared.get(type)
  if (known !== undefined) return known
  const fields = Object.entries(structs[type] ?? {}).map(([name, row]) => readField(name, row))
  declared.set(type, fields)
  return fields
}

function readField(name: string, row: string): Field {
  const [type = '', number = '0', ...words] = row.split(' ')
  const valueOf = (key: string): string | undefined =>
    words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1)
  const mergeKey = valueOf('key')
  return {
    name,
    type,
    number: Number(number),
    omitEmpty: words.includes('omitempty'),
    omitZero: words.includes('omitzero'),
    patch: valueOf('patch')?.split(',') ?? [],
    ...(mergeKey !== undefined && { mergeKey }),
  }
}

const flattened = new Map<string, ReadonlyMap<string, Field>>()

/** The fields as JSON has them: those of inlined structs stand among the others. */
export function fieldsOf(type: string): ReadonlyMap<string, Field> {
  const known = flattened.get(type)
  if (known !== undefined) return known
  const fields = new Map<string, Field>()
  for (const field of declaredFields(type)) {
    if (field.name !== '...') fields.set(field.name, field)
    else for (const [name, inlined] of fieldsOf(withoutPointer(field.type))) fields.set(name, inlined)
  }
  flattened.set(type, fields)
  return fields
}

export const withoutPointer = (type: string): string => (type.startsWith('*') ? type.slice(1) : type)

/** The key's and the value's types of a map, undefined of anything else. */
export function mapTypes(type: string): readonly [key: string, value: string] | undefined {
  const found = /^map\[([^\]]+)\](.+)$/.exec(type)
  return found === null ? undefined : [found[1]!, found[2]!]
}
