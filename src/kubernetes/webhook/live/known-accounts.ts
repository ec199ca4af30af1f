/** What is known of the cluster's ServiceAccounts: by the watch, and by answers that were ahead of it. */
import type { Annotations } from '../identity.ts'
import { compareVersions } from './compare-versions.ts'
import type { Account } from './read-account.ts'

export interface KnownAccounts {
  readonly find: (key: string) => Annotations | undefined
  readonly isReady: () => boolean
  readonly size: () => number
  readonly entries: () => Iterable<readonly [key: string, annotations: Annotations]>
  /** The whole list as it stood at this version. */
  readonly replace: (accounts: readonly Account[], version: string) => void
  /** A change that the watch tells. */
  readonly change: (type: 'ADDED' | 'MODIFIED' | 'DELETED', account: Account, version: string) => void
  /** The watch has told all changes up to this version. */
  readonly advance: (version: string) => void
  /** What holds after the API server has answered with this account: undefined when it has been deleted since. */
  readonly takeAnswer: (account: Account, version: string) => Annotations | undefined
  /** Called once, when the account becomes known. Returns what ends the wait. */
  readonly onceKnown: (key: string, tell: (annotations: Annotations) => void) => () => void
}

export function createKnownAccounts(): KnownAccounts {
  let known = new Map<string, Annotations>()
  /** Up to where the watch has told everything; undefined before the first list. */
  let told: string | undefined
  /** Accounts that a live answer showed at a version which the watch has not reached. */
  const ahead = new Map<string, string>()
  const waiting = new Map<string, Set<(annotations: Annotations) => void>>()

  const remember = ({ key, annotations }: Account): void => {
    known.set(key, annotations)
    announce(key, annotations)
  }
  const announce = (key: string, annotations: Annotations): void => {
    const those = waiting.size === 0 ? undefined : waiting.get(key)
    if (those === undefined) return
    waiting.delete(key)
    for (const tell of those) tell(annotations)
  }

  return {
    find: (key) => known.get(key),
    isReady: () => told !== undefined,
    size: () => known.size,
    entries: () => known.entries(),
    replace: (accounts, version) => {
      const before = known
      known = new Map()
      for (const { key, annotations } of accounts) known.set(key, annotations)
      for (const [key, seen] of ahead) {
        const annotations = before.get(key)
        if (annotations !== undefined && isAfter(seen, version)) known.set(key, annotations)
        else ahead.delete(key)
      }
      told = version
      for (const key of waiting.keys()) {
        const annotations = known.get(key)
        if (annotations !== undefined) announce(key, annotations)
      }
    },
    change: (type, account, version) => {
      const seen = ahead.get(account.key)
      if (seen !== undefined && isAfter(seen, version)) return
      ahead.delete(account.key)
      if (type === 'DELETED') known.delete(account.key)
      else remember(account)
    },
    advance: (version) => {
      told = version
    },
    takeAnswer: (account, version) => {
      const order = told === undefined ? undefined : compareVersions(version, told)
      // Versions that do not compare prove nothing, so that the answer serves once and is not kept.
      if (order === undefined) return known.get(account.key) ?? account.annotations
      // What the watch has told includes this answer, and whatever became of the account after it.
      if (order <= 0) return known.get(account.key)
      if (isAfter(ahead.get(account.key) ?? '0', version)) return known.get(account.key)
      ahead.set(account.key, version)
      remember(account)
      return account.annotations
    },
    onceKnown: (key, tell) => {
      const those = waiting.get(key) ?? new Set()
      waiting.set(key, those.add(tell))
      return () => {
        those.delete(tell)
        if (those.size === 0 && waiting.get(key) === those) waiting.delete(key)
      }
    },
  }
}

const isAfter = (a: string, b: string): boolean => (compareVersions(a, b) ?? -1) > 0
