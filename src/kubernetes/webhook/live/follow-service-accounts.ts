/** Knows the annotations of all ServiceAccounts that matter, and asks the API server itself for one that is missing. */
import type { KubernetesClient } from '../../api/index.ts'
import { follow, textOf, valueAt } from '../../api/index.ts'
import type { Annotations } from '../identity.ts'
import { askForAccount } from './ask-for-account.ts'
import { createKnownAccounts } from './known-accounts.ts'
import { createLiveLookup } from './live-lookup.ts'
import { createLookupBudget } from './lookup-budget.ts'
import { createSkim } from './skim-event.ts'
import { isName, keyOf, readAccount, type Account } from './read-account.ts'

export interface AccountLookup {
  readonly find: (namespace: string, name: string) => Promise<Annotations | undefined>
  /** Whether the list has been read once. */
  readonly isReady: () => boolean
  readonly size: () => number
  /** Seconds since the list or the watch last said anything. */
  readonly age: () => number | undefined
  readonly entries: () => Iterable<readonly [key: string, annotations: Annotations]>
  /** Reads the whole list anew; what is known goes on to serve until it has come. */
  readonly reread: () => void
}

export interface AccountLookupNeeds {
  readonly client: KubernetesClient
  readonly annotationPrefix: string
  readonly signal: AbortSignal
  readonly onProblem?: (message: string) => void
  readonly limits?: Partial<LookupLimits>
}

/** Of what is asked beside the watch; times in milliseconds. */
export interface LookupLimits {
  readonly rate: number
  readonly burst: number
  readonly atOnce: number
  readonly waiting: number
  readonly timeLimit: number
  readonly missPause: number
}

const defaultLimits: LookupLimits = {
  rate: 100,
  burst: 200,
  atOnce: 32,
  waiting: 2000,
  timeLimit: 5000,
  missPause: 200,
}

/**
 * Of an account that is known only its own annotations are kept, and those without any as a name.
 * One that is not known is asked for: a pod may follow its ServiceAccount faster than the watch does.
 */
export function followServiceAccounts(needs: AccountLookupNeeds): AccountLookup {
  const { client, annotationPrefix } = needs
  const limits = { ...defaultLimits, ...needs.limits }
  const now = (): number => performance.now()
  const known = createKnownAccounts()
  let heard: number | undefined

  /** The list and the watch that serve now; undefined until the list has come. */
  let listed: AbortController | undefined
  void (async () => {
    while (!needs.signal.aborted) {
      const reading = new AbortController()
      listed = undefined
      await follow<Account>(client, {
        path: '/api/v1/serviceaccounts',
        signal: AbortSignal.any([needs.signal, reading.signal]),
        pick: (account) => readAccount(account, annotationPrefix),
        skim: createSkim(annotationPrefix),
        onList: (accounts, version) => {
          listed = reading
          known.replace(accounts, version)
        },
        onChange: known.change,
        onProgress: (version) => {
          heard = now()
          known.advance(version)
        },
        onProblem: (problem) => needs.onProblem?.(`service accounts: ${problem.message}`),
      })
    }
  })()

  const lookUp = createLiveLookup({
    ...limits,
    now,
    onceKnown: known.onceKnown,
    budget: createLookupBudget({ ...limits, now }),
    ask: async (key, deadline) => {
      const account = await askForAccount({ client, now }, key, deadline)
      if (account === undefined) return undefined
      const version = textOf(valueAt(account, 'metadata', 'resourceVersion')) ?? ''
      return known.takeAnswer({ ...readAccount(account, annotationPrefix), key }, version)
    },
  })

  return {
    isReady: known.isReady,
    size: known.size,
    age: () => (heard === undefined ? undefined : (now() - heard) / 1000),
    entries: known.entries,
    reread: () => listed?.abort(),
    find: async (namespace, name) => {
      const key = keyOf(namespace, name)
      const annotations = known.find(key)
      if (annotations !== undefined || !isName(namespace) || !isName(name)) return annotations
      return lookUp(key)
    },
  }
}
