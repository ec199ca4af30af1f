/** Reads the data of the ConfigMap aws-auth: three keys whose values are YAML. */
import { memberOf, objectOf, textOf } from '../../api/index.ts'
import type { Mappings } from './mapping.ts'
import { readAccounts, readMappings } from './read-entries.ts'
import { isUnreadable, readList } from './read-list.ts'

export interface ReadAwsAuth {
  readonly mappings: Mappings
  readonly problems: readonly string[]
}

const keys = ['mapRoles', 'mapUsers', 'mapAccounts']

export function readAwsAuth(data: unknown): ReadAwsAuth {
  const problems: string[] = []
  const tell = (problem: string): void => void problems.push(problem)
  const itemsOf = (key: string): readonly unknown[] => {
    const text = textOf(memberOf(data, key))
    if (text === undefined) return []
    const read = readList(text)
    problems.push(...read.problems.map((problem) => `${key}: ${problem}`))
    return read.items
  }
  for (const name of Object.keys(objectOf(data))) {
    const meant = keys.find((key) => key.toLowerCase() === name.toLowerCase())
    if (meant !== undefined && meant !== name) tell(`key \`${name}\` means nothing: \`${meant}\` is meant`)
  }
  // What cannot be read has been told of already.
  const quiet = (items: readonly unknown[]) => ({
    tell: (problem: string) => {
      const index = Number(/^\w+\[(\d+)\]/.exec(problem)?.[1])
      if (!isUnreadable(items[index])) tell(problem)
    },
  })
  const [roles, users, accounts] = keys.map(itemsOf) as [unknown[], unknown[], unknown[]]
  return {
    mappings: {
      roles: readMappings('roles', roles, quiet(roles)),
      users: readMappings('users', users, quiet(users)),
      accounts: readAccounts(accounts, quiet(accounts)),
    },
    problems,
  }
}
