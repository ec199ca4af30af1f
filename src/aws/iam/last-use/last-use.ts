/** The last use of roles, users and access keys: noted in memory call by call, written to the store now and then, all that is new at once. */
import type { Store } from '../../../store/index.ts'
import { accessKeyKey, accessKeyUseKey, idKey, principalUseKey } from '../keys.ts'
import { type KeyUse, later, mergeUses, type NotedCall, type PrincipalUse, type Use } from './use.ts'

export interface LastUse {
  /** Takes a call down; writes nothing yet. */
  note(call: NotedCall): void
  /** Writes what was noted since the last time; what could not be written waits for the next. */
  flush(): Promise<void>
  ofPrincipal(id: string): PrincipalUse | undefined
  ofAccessKey(id: string): KeyUse | undefined
}

interface Noted {
  readonly principals: Map<string, GrowingUse>
  readonly keys: Map<string, KeyUse>
}

/** A use that grows in place, because this is done at every call. */
interface GrowingUse {
  at: number
  region: string
  readonly services: Record<string, { at: number; region: string; readonly actions: Record<string, Use> }>
}

/** So many are written at once, that calls which write meanwhile wait for no more. */
const atOnce = 1000

function* inParts<Item>(items: readonly Item[]): Generator<readonly Item[], void> {
  for (let from = 0; from < items.length; from += atOnce) yield items.slice(from, from + atOnce)
}

const nothing = (): Noted => ({ principals: new Map(), keys: new Map() })

export function createLastUse(store: Store): LastUse {
  let noted = nothing()
  /** What is on its way into the store, so that nobody sees it missing meanwhile. */
  let leaving = nothing()

  // Whoever was deleted in the meantime leaves nothing behind.
  const writePrincipals = (uses: readonly (readonly [string, PrincipalUse])[]): Promise<unknown> =>
    store.write((txn) => {
      for (const [id, use] of uses)
        if (txn.get(idKey(id)) !== undefined) {
          const key = principalUseKey(id)
          txn.put(key, mergeUses(use, txn.get<PrincipalUse>(key)?.value))
        }
    })
  const writeKeys = (uses: readonly (readonly [string, KeyUse])[]): Promise<unknown> =>
    store.write((txn) => {
      for (const [id, use] of uses)
        if (txn.get(accessKeyKey(id)) !== undefined) {
          const key = accessKeyUseKey(id)
          txn.put(key, later(use, txn.get<KeyUse>(key)?.value))
        }
    })
  const write = async ({ principals, keys }: Noted): Promise<void> => {
    for (const some of inParts([...principals])) await writePrincipals(some)
    for (const some of inParts([...keys])) await writeKeys(some)
  }

  return {
    note: (call) => {
      const { principalId, accessKeyId, at, region, service } = call
      if (principalId !== undefined) notePrincipal(noted.principals, principalId, call)
      if (accessKeyId !== undefined) noted.keys.set(accessKeyId, { at, region, service })
    },
    flush: async () => {
      if (noted.principals.size === 0 && noted.keys.size === 0) return
      leaving = noted
      noted = nothing()
      try {
        await write(leaving)
      } catch (error) {
        noted = together(leaving, noted)
        throw error
      } finally {
        leaving = nothing()
      }
    },
    ofPrincipal: (id) =>
      [
        store.get<PrincipalUse>(principalUseKey(id))?.value,
        leaving.principals.get(id),
        noted.principals.get(id),
      ]
        .filter((use) => use !== undefined)
        .reduce<PrincipalUse | undefined>((all, use) => mergeUses(use, all), undefined),
    ofAccessKey: (id) =>
      noted.keys.get(id) ?? leaving.keys.get(id) ?? store.get<KeyUse>(accessKeyUseKey(id))?.value,
  }
}

function notePrincipal(
  principals: Noted['principals'],
  id: string,
  { at, region, actions }: NotedCall,
): void {
  let use = principals.get(id)
  if (use === undefined) principals.set(id, (use = { at, region, services: {} }))
  use.at = at
  use.region = region
  for (const action of actions) {
    const colon = action.indexOf(':')
    const namespace = action.slice(0, colon)
    const service = (use.services[namespace] ??= { at, region, actions: {} })
    service.at = at
    service.region = region
    service.actions[action.slice(colon + 1)] = { at, region }
  }
}

const together = (earlier: Noted, since: Noted): Noted => {
  const principals = new Map(earlier.principals)
  for (const [id, use] of since.principals)
    principals.set(id, structuredClone(mergeUses(use, principals.get(id))))
  return { principals, keys: new Map([...earlier.keys, ...since.keys]) }
}
