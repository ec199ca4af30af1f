/** Reads the configuration file of aws-iam-authenticator: clusterID, and under `server` its maps and settings. */
import { parseDocument } from 'yaml'
import { isObject, listOf, memberOf, objectOf, textOf } from '../../api/index.ts'
import type { Mappings } from './mapping.ts'
import { readAccounts, readMappings } from './read-entries.ts'

export interface ConfigFile {
  readonly clusterId?: string
  readonly mappings: Mappings
  readonly scrubbedAccounts: readonly string[]
  readonly backendModes?: readonly string[]
  /** By backend mode. */
  readonly reservedPrefixes: Readonly<Record<string, readonly string[]>>
  /** What does not count, each with its place. */
  readonly problems: readonly string[]
}

export type ReadConfigFile =
  | { readonly ok: true; readonly file: ConfigFile }
  | { readonly ok: false; readonly problem: string }

export function readConfigFile(text: string): ReadConfigFile {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) return { ok: false, problem: error.message.split('\n', 1)[0]! }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 20 })
  } catch (failure) {
    return { ok: false, problem: (failure as Error).message }
  }
  if (!isObject(value)) return { ok: false, problem: 'it is not a map of keys and values' }
  const server = objectOf(value['server'])
  const problems: string[] = []
  const rules = { canonicalizes: true, tell: (problem: string) => void problems.push(`server.${problem}`) }
  const list = (name: string): readonly unknown[] => {
    const found = memberOf(server, name) ?? []
    if (!Array.isArray(found) && found !== '') problems.push(`server.${name}: it is not a list`)
    return listOf(found)
  }
  const texts = (items: readonly unknown[]): readonly string[] =>
    items.filter((item) => typeof item === 'string')
  const modes = texts(list('backendMode'))
  const clusterId = textOf(value['clusterID'])
  return {
    ok: true,
    file: {
      ...(clusterId !== undefined && { clusterId }),
      mappings: {
        roles: readMappings('roles', list('mapRoles'), rules),
        users: readMappings('users', list('mapUsers'), rules),
        accounts: readAccounts(list('mapAccounts'), rules),
      },
      scrubbedAccounts: texts(list('scrubbedAccounts')),
      ...(modes.length > 0 && { backendModes: modes }),
      reservedPrefixes: Object.fromEntries(
        list('reservedPrefixConfig').map((item) => [
          textOf(memberOf(item, 'backendmode')) ?? '',
          texts(listOf(memberOf(item, 'usernamePrefixReserveList'))),
        ]),
      ),
      problems,
    },
  }
}
