/** Copies of other clusters' issuer documents, for API servers that show theirs to nobody: kept, and served under the issuer's own name. */
import type { Clock } from '../../kit/index.ts'
import { collection, type Store } from '../../store/index.ts'
import {
  type Algorithm,
  discoveryDocument,
  type IssuerDocument,
  jwksDocument,
  type PublicJwk,
  publicJwkOf,
  readKeySet,
} from '../../token/index.ts'
import { discoverySuffix, hostAndPathOf, issuerUrlProblem, kubernetesJwksSuffix } from './issuer-url.ts'

export interface MirrorFacts {
  /** The issuer's URL, exactly as it stands in tokens. */
  readonly issuer: string
  /** Where the documents were read. */
  readonly source: string
  readonly keys: readonly PublicJwk[]
  /** Milliseconds since the epoch. */
  readonly copiedAt: number
}

export type MirrorAnswer =
  | { readonly ok: true; readonly mirror: MirrorFacts; readonly hasNewKeys: boolean }
  | { readonly ok: false; readonly problem: string }

export interface Mirrors {
  /** Takes a key list over; one that is there already is replaced. */
  put(input: {
    readonly issuer: string
    readonly source: string
    readonly keySet: unknown
  }): Promise<MirrorAnswer>
  get(issuer: string): MirrorFacts | undefined
  list(): readonly MirrorFacts[]
  delete(issuer: string): Promise<boolean>
  /** The copy to which a document's host and path (no scheme, no port) belong. */
  resolve(hostAndPath: string): MirrorFacts | undefined
  documentAt(hostAndPath: string): IssuerDocument | undefined
  servesHost(hostname: string): boolean
}

export interface MirrorNeeds {
  readonly store: Store
  readonly clock: Clock
  /** Whether an issuer of ours has this URL; nobody's copy takes its place. */
  readonly isOwn: (issuer: string) => boolean
}

const mirrorRecords = collection<MirrorFacts>('issuer-mirror')

export function createMirrors({ store, clock, isOwn }: MirrorNeeds): Mirrors {
  const get = (issuer: string): MirrorFacts | undefined => mirrorRecords.get(store, nameOf(issuer))?.value

  const resolve = (hostAndPath: string): MirrorFacts | undefined => {
    const suffix =
      [discoverySuffix, kubernetesJwksSuffix, '/'].find((each) => hostAndPath.endsWith(each)) ?? ''
    return mirrorRecords.get(store, hostAndPath.slice(0, hostAndPath.length - suffix.length))?.value
  }

  return {
    get,
    resolve,
    list: () => mirrorRecords.list(store).map(({ value }) => value),
    async put({ issuer, source, keySet }) {
      const fault = issuerUrlProblem(issuer)
      if (fault !== undefined) return { ok: false, problem: `issuer \`${issuer}\` ${fault}` }
      if (isOwn(issuer)) return { ok: false, problem: `issuer \`${issuer}\` is one of this podpass` }
      const read = readPublicKeys(keySet)
      if (!read.ok) return { ok: false, problem: `the keys of \`${issuer}\`: ${read.problem}` }
      const mirror = { issuer, source, keys: read.keys, copiedAt: clock() }
      const { result: before } = await store.write((txn) => {
        const known = mirrorRecords.get(txn, nameOf(issuer))?.value
        mirrorRecords.put(txn, nameOf(issuer), mirror)
        return known
      })
      return { ok: true, mirror, hasNewKeys: JSON.stringify(before?.keys) !== JSON.stringify(mirror.keys) }
    },
    async delete(issuer) {
      const { result } = await store.write((txn) => {
        const there = mirrorRecords.get(txn, nameOf(issuer))?.value.issuer === issuer
        if (there) mirrorRecords.delete(txn, nameOf(issuer))
        return there
      })
      return result
    },
    documentAt: (hostAndPath) => {
      const mirror = resolve(hostAndPath)
      if (mirror === undefined) return undefined
      if (hostAndPath.endsWith(discoverySuffix)) return discoveryOf(mirror)
      return hostAndPath.endsWith(kubernetesJwksSuffix) ? jwksDocument(mirror.keys) : undefined
    },
    servesHost: (hostname) => {
      const host = hostname.toLowerCase()
      return (
        mirrorRecords.get(store, host) !== undefined ||
        store.list(mirrorRecords.key(`${host}/`), { limit: 1 }).length > 0
      )
    },
  }
}

/** Documents are found whether or not the issuer's name ends in a slash. */
const nameOf = (issuer: string): string => hostAndPathOf(issuer).replace(/\/$/, '')

/** The API server's own names an address of its own for the keys; this one names where the copies are. */
const discoveryOf = ({ issuer, keys }: MirrorFacts): IssuerDocument =>
  discoveryDocument({
    issuer,
    jwksUri: `https://${nameOf(issuer)}${kubernetesJwksSuffix}`,
    algorithms: [...new Set(keys.map(({ alg }): Algorithm => alg))],
  })

type ReadKeys =
  | { readonly ok: true; readonly keys: readonly PublicJwk[] }
  | { readonly ok: false; readonly problem: string }

/** Written anew from the keys themselves, so that nothing else of a document is served on. */
function readPublicKeys(keySet: unknown): ReadKeys {
  const read = readKeySet(keySet)
  if (!read.ok) return { ok: false, problem: read.message }
  const keys = read.keys.keys.flatMap(({ kid, key, algorithms }) => {
    if (kid === undefined) return []
    const jwk = publicJwkOf(key, kid)
    return [algorithms.length === 1 ? { ...jwk, alg: algorithms[0]! } : jwk]
  })
  if (keys.length > 0) return { ok: true, keys }
  const [first] = read.keys.unused
  return {
    ok: false,
    problem:
      first === undefined ? 'none has a key id' : `none can be used: \`${first.kid ?? ''}\` ${first.reason}`,
  }
}
