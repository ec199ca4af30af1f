/** A service of the table, made quick to ask: names without case, forms of keys and ARNs read once. */
import { arnFormOf, covers, overlap, patternOf, textOf, type Pattern } from '../patterns.ts'
import { knownServices, type KnownServiceRow } from './table.ts'

export interface KnownAction {
  readonly service: string
  readonly name: string
  /** The forms of the ARNs of its resources, as AWS writes them; none for an action that knows no resource but `*`. */
  readonly arns: readonly string[]
  readonly arnForms: readonly Pattern[]
  /** Of itself and of its resources. */
  readonly keys: KnownKeys
}

export interface KnownService {
  readonly actions: readonly KnownAction[]
  /** The actions whose name fits, with wildcards and without regard to case. */
  readonly actionsLike: (pattern: string) => readonly KnownAction[]
  readonly keys: KnownKeys
}

export interface KnownKeys {
  readonly names: readonly string[]
  readonly typeOf: (key: string) => string | undefined
}

const services = new Map<string, KnownService>()

/** By the prefix of its actions, in small letters. */
export function serviceOf(prefix: string): KnownService | undefined {
  const row = knownServices().get(prefix)
  if (row === undefined) return undefined
  const service = services.get(prefix) ?? compile(prefix, row)
  services.set(prefix, service)
  return service
}

function compile(service: string, { actions, resources, keys }: KnownServiceRow): KnownService {
  const forms = new Map(Object.entries(resources).map(([type, [arn]]) => [type, arnFormOf(arn)]))
  const list = Object.entries(actions).map(([name, [types, own]]): KnownAction => {
    const known = types.filter((type) => resources[type] !== undefined)
    return {
      service,
      name,
      arns: known.map((type) => resources[type]![0]),
      arnForms: known.map((type) => forms.get(type)!),
      keys: keysOf([...own, ...known.flatMap((type) => resources[type]![1])]),
    }
  })
  const byName = new Map(list.map((action) => [action.name.toLowerCase(), action]))
  return {
    actions: list,
    actionsLike: (pattern) => {
      const wanted = pattern.toLowerCase()
      const exact = byName.get(wanted)
      if (exact !== undefined) return [exact]
      const start = wanted.search(/[*?]/)
      if (start === -1) return []
      const form = patternOf(wanted)
      return list.filter(({ name }) => {
        const lower = name.toLowerCase()
        return lower.startsWith(wanted.slice(0, start)) && covers(form, textOf(lower))
      })
    },
    keys: compileKeys(keys),
  }
}

/** Read when they are first asked for: a service has a thousand actions of which a policy names few. */
function keysOf(names: readonly string[]): KnownKeys {
  let compiled: KnownKeys | undefined
  const compile = (): KnownKeys => compileKeys(Object.fromEntries(names.map((name) => [name, 'known'])))
  return { names, typeOf: (key) => (compiled ??= compile()).typeOf(key) }
}

/** Keys such as `aws:RequestTag/${TagKey}` stand for many. */
export function compileKeys(keys: Readonly<Record<string, string>>): KnownKeys {
  const exact = new Map(Object.entries(keys).map(([key, type]) => [key.toLowerCase(), type]))
  const open = Object.entries(keys)
    .filter(([key]) => key.includes('${'))
    .map(([key, type]) => ({ type, fits: formOf(key.toLowerCase()) }))
  return {
    names: Object.keys(keys),
    typeOf: (key) => {
      const lower = key.toLowerCase()
      return exact.get(lower) ?? open.find(({ fits }) => fits(lower))?.type
    },
  }
}

/** Whether a key is one of those that a form stands for; both in small letters. */
function formOf(form: string): (key: string) => boolean {
  const start = form.slice(0, form.indexOf('${'))
  const pattern = patternOf(form)
  return (key) => key.length > start.length && key.startsWith(start) && overlap(pattern, textOf(key))
}
