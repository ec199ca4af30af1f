/** Which verb of which resource a compared request is about. */
import type { Case } from './read-cases.ts'

const verbs: Readonly<Record<string, readonly [named: string, all: string]>> = {
  GET: ['get', 'list'],
  POST: ['create', 'create'],
  PUT: ['update', 'update'],
  PATCH: ['patch', 'patch'],
  DELETE: ['delete', 'deletecollection'],
  WATCH: ['watch', 'watch'],
}

export const columns = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
] as const

export interface Count {
  readonly same: number
  readonly all: number
}

/** By resource, then by verb. */
export function countVerbs(cases: readonly Case[]): ReadonlyMap<string, ReadonlyMap<string, Count>> {
  const rows = new Map<string, Map<string, Count>>()
  for (const { what, reasons } of cases) {
    const found = targetOf(what)
    if (found === undefined) continue
    const row = rows.get(found.resource) ?? new Map<string, Count>()
    const before = row.get(found.verb) ?? { same: 0, all: 0 }
    row.set(found.verb, { same: before.same + (reasons.length === 0 ? 1 : 0), all: before.all + 1 })
    rows.set(found.resource, row)
  }
  return new Map([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function targetOf(what: string): { readonly resource: string; readonly verb: string } | undefined {
  const [, method = '', target = ''] = /^(\w+) (\S*)/.exec(what) ?? []
  const [path = '', query = ''] = target.split('?')
  const steps = path.split('/').slice(1)
  const group = steps[0] === 'apis' ? `.${steps[1]}` : ''
  const rest = steps.slice(steps[0] === 'apis' ? 3 : 2)
  const inner = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' ? rest.slice(2) : rest
  const [plural = '', name = '', part = ''] = inner
  const words = verbs[method]
  // What is no plural word is a path that is tried for its own sake.
  if (words === undefined || !/^[a-z]+$/.test(plural) || !['api', 'apis'].includes(steps[0] ?? ''))
    return undefined
  const verb = /(^|&)watch=(1|t|true)?(&|$)/.test(query) ? 'watch' : words[name === '' ? 1 : 0]
  return { resource: `${plural}${group}${part === '' ? '' : `/${part}`}`, verb }
}
