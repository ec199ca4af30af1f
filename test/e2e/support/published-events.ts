/** Holds our events against those that AWS has published: which members there are, of which type, in which order. */
import assert from 'node:assert/strict'
import published from '../cases/published-events.json' with { type: 'json' }

export interface PublishedEvent {
  readonly name: string
  /** Where it was published. */
  readonly source: string
  /** The event version that it says. */
  readonly version: string
  readonly eventName: string
  /** The types of its members. */
  readonly members: unknown
  /** Its members in their order, where it was published as it was delivered. */
  readonly order?: readonly string[]
  readonly values: Readonly<Record<string, unknown>>
  readonly like?: Readonly<Record<string, string>>
  /** What we leave out, and why. */
  readonly without: Readonly<Record<string, string>>
  /** What we have beyond it, and why. */
  readonly beyond?: Readonly<Record<string, string>>
}

export const publishedEvents = published as unknown as readonly PublishedEvent[]

/** Members that came later than some of the published events; the first is told by some of its time. */
const since: Readonly<Record<string, number>> = { readOnly: 1.06, managementEvent: 1.06, eventCategory: 1.07 }

export function holdAgainstPublished(event: Readonly<Record<string, unknown>>, name: string): void {
  const sample = publishedEvents.find((each) => each.name === name)
  assert.ok(sample, `nothing was published of ${name}`)
  const { without, beyond = {}, values, like = {}, order, version } = sample
  const wanted = pathsOfTypes(sample.members)
  const found = pathsOfTypes(typesOf(event))
  const isWithin = (path: string, known: Readonly<Record<string, string>>): boolean =>
    Object.keys(known).some((each) => path === each || path.startsWith(`${each}.`))
  // The tests speak plain HTTP.
  const missing = [...wanted.keys()].filter(
    (path) => !found.has(path) && !isWithin(path, without) && !isWithin(path, { tlsDetails: '' }),
  )
  const more = [...found.keys()].filter(
    (path) => !wanted.has(path) && !isWithin(path, beyond) && !(Number(version) < (since[path] ?? 0)),
  )
  const others = [...found].filter(([path, type]) => wanted.has(path) && wanted.get(path) !== type)
  assert.deepEqual({ missing, more, others }, { missing: [], more: [], others: [] })
  for (const [path, value] of Object.entries(values)) assert.deepEqual(at(event, path), value, path)
  for (const [path, pattern] of Object.entries(like))
    assert.match(String(at(event, path)), new RegExp(pattern))
  if (order === undefined) return
  const names = Object.keys(event)
  assert.deepEqual(
    names,
    order.filter((each) => names.includes(each)),
  )
}

type Types = string | readonly Types[] | { readonly [name: string]: Types }

function typesOf(value: unknown): Types {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.map(typesOf)
  if (typeof value !== 'object') return typeof value
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, unknown>>).map(([name, item]) => [name, typesOf(item)]),
  )
}

/** The leaves by their way from the top; an empty list is one. */
function pathsOfTypes(types: unknown, way: readonly string[] = []): ReadonlyMap<string, string> {
  if (typeof types === 'string') return new Map([[way.join('.'), types]])
  const items = Object.entries(types as object)
  if (Array.isArray(types) && items.length === 0) return new Map([[way.join('.'), 'list']])
  return new Map(items.flatMap(([name, item]) => [...pathsOfTypes(item, [...way, name])]))
}

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((here, name) => (here as Readonly<Record<string, unknown>> | undefined)?.[name], value)
