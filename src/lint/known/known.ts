/** Questions to what AWS's services know: which actions a pattern means, and which condition keys there are. */
import { editDistance } from '../../kit/index.ts'
import { globalKeys } from './global-keys.ts'
import { compileKeys, serviceOf, type KnownAction, type KnownKeys } from './service.ts'
import { knownServices } from './table.ts'

export type { KnownAction } from './service.ts'

export const isKnownService = (service: string): boolean => knownServices().has(service.toLowerCase())

/** The actions that a pattern such as `s3:Get*` means; undefined for `*`, which means all. */
export function actionsOf(pattern: string): readonly KnownAction[] | undefined {
  if (pattern === '*' || pattern === '*:*') return undefined
  const { service, name } = parted(pattern)
  return serviceOf(service)?.actionsLike(name) ?? []
}

/** The names that come nearest, for who has misspelt one. */
export function nearActions(pattern: string): readonly string[] {
  const { service, name } = parted(pattern)
  const names = serviceOf(service)?.actions.map((action) => action.name) ?? []
  return nearest(name, names).map((each) => `${service}:${each}`)
}

export const nearServices = (service: string): readonly string[] =>
  nearest(service, [...knownServices().keys()])

export const nearKeys = (key: string, services: readonly string[]): readonly string[] =>
  nearest(key, [...globals.names, ...services.flatMap((each) => serviceOf(each)?.keys.names ?? [])])

/** The type of a condition key, such as `ArrayOfString`; undefined for a key that nobody knows. */
export const typeOfKey = (key: string): string | undefined =>
  globals.typeOf(key) ?? serviceOf(parted(key).service)?.keys.typeOf(key) ?? foreignKeys().typeOf(key)

/** Whether calls of the action can bring a value of the key. */
export const knowsKey = ({ keys }: KnownAction, key: string): boolean => keys.typeOf(key) !== undefined

export const isGlobalKey = (key: string): boolean => globals.typeOf(key) !== undefined

const globals: KnownKeys = compileKeys(globalKeys)

/** Keys that a service knows by another prefix, such as those of identity providers with STS. */
let foreign: KnownKeys | undefined
function foreignKeys(): KnownKeys {
  foreign ??= compileKeys(
    Object.fromEntries(
      [...knownServices()].flatMap(([service, { keys }]) =>
        Object.entries(keys).filter(([key]) => !key.toLowerCase().startsWith(`${service}:`)),
      ),
    ),
  )
  return foreign
}

function parted(name: string): { readonly service: string; readonly name: string } {
  const colon = Math.max(0, name.indexOf(':'))
  return { service: name.slice(0, colon).toLowerCase(), name: name.slice(colon + 1) }
}

/** Up to three names within a third of the letters, nearest first. */
function nearest(wanted: string, names: readonly string[]): readonly string[] {
  const letters = wanted.toLowerCase().slice(0, 100)
  const most = Math.max(1, Math.floor(letters.length / 3))
  return [...new Set(names)]
    .filter((name) => Math.abs(name.length - letters.length) <= most)
    .map((name) => ({ name, distance: editDistance(letters, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}
