/** The issuers of our clusters: made, rotated and deleted, and the tokens that they sign. */
import { newUuid } from '../../kit/index.ts'
import type { Entry, Transaction } from '../../store/index.ts'
import {
  extendedLifetime,
  type KeySet,
  type LegacyToken,
  legacyTokenClaims,
  type MintedToken,
  mintToken,
  publishedKeysOf,
  pruneRing,
  readKeySet,
  replaceRing,
  rotateRing,
  type ServiceAccountTokenInput,
  signingKeyOf,
  signToken,
  startRing,
} from '../../token/index.ts'
import { createIssuerHandler } from './handler.ts'
import { hostAndPathOf, issuerUrlProblem, newIssuerUrl } from './issuer-url.ts'
import { factsOf, findByDocument, servesHost } from './lookup.ts'
import { createMirrors, type Mirrors } from './mirrors.ts'
import { type IssuerFacts, type IssuerKey, type IssuerRecord, issuerRecords } from './model.ts'
import type { IssuerNeeds } from './needs.ts'
import { createSigningKeys } from './signing-keys.ts'
import type { Handler } from '../../kit/index.ts'

export interface Issuers {
  /** A name for an issuer to be made. It is nobody's until `create`. */
  newUrl(input: { readonly region: string; readonly base?: string }): string
  create(input: { readonly url: string; readonly owner: string }): Promise<IssuerAnswer>
  get(url: string): IssuerFacts | undefined
  list(): readonly IssuerFacts[]
  delete(url: string): Promise<boolean>
  mint(input: MintInput): Promise<MintAnswer>
  /** A token without an end, for a Secret. */
  mintLegacy(issuer: string, input: LegacyToken): Promise<LegacyAnswer>
  rotate(url: string, options?: RotateOptions): Promise<IssuerAnswer>
  /** The keys that verify an issuer's tokens now, without a fetch, for the cluster's own API server. */
  keysOf(url: string): KeySet | undefined
  /** Serves the documents of every issuer, by host and path. */
  readonly handler: Handler
  /** The issuer to which a document's host and path (no scheme, no port) belong. */
  resolve(hostAndPath: string): IssuerFacts | undefined
  /** Copies of the documents of other clusters. */
  readonly mirrors: Mirrors
  /** Whether a document at this host and path (no scheme, no port) is served here, own or copied. */
  serves(hostAndPath: string): boolean
  /** Whether some issuer, own or copied, lives on this host. */
  servesHost(hostname: string): boolean
}

export interface MintInput extends Omit<
  ServiceAccountTokenInput,
  'now' | 'jti' | 'maxLifetime' | 'apiAudiences'
> {
  /** The API server's own audiences; `https://kubernetes.default.svc` when absent, as on EKS. */
  readonly apiAudiences?: readonly string[]
}

export interface RotateOptions {
  /** For a key that leaked: the new key signs at once, the old ones and all tokens signed by them are void. */
  readonly immediately?: boolean
}

export type IssuerAnswer = { readonly ok: true; readonly issuer: IssuerFacts } | IssuerRefusal
export type MintAnswer = MintedToken | IssuerRefusal

export type LegacyAnswer = { readonly ok: true; readonly token: string } | IssuerRefusal

export interface IssuerRefusal {
  readonly ok: false
  readonly problem: {
    readonly code: 'no-such-issuer' | 'issuer-exists' | 'issuer-url' | 'rotation-under-way' | 'too-many-keys'
    readonly message: string
  }
}

const defaultMaxAge = 3600
const defaultMaxTokenLifetime = 86_400

export function createIssuers(needs: IssuerNeeds): Issuers {
  const { store, clock } = needs
  const maxAge = needs.maxAge ?? defaultMaxAge
  const maxLifetime = needs.maxTokenLifetime ?? defaultMaxTokenLifetime
  const signingKeys = createSigningKeys(needs.secretWrap)
  const find = (url: string): Entry<IssuerRecord> | undefined => issuerRecords.get(store, hostAndPathOf(url))
  const mirrors = createMirrors({ store, clock, isOwn: (url) => find(url) !== undefined })
  const toFacts = (record: IssuerRecord): IssuerFacts => factsOf(record, clock())

  return {
    newUrl: (input) => newIssuerUrl({ ...input, random: needs.random }),

    async create({ url, owner }) {
      const fault = issuerUrlProblem(url)
      if (fault !== undefined) return refuse('issuer-url', `issuer \`${url}\` ${fault}`)
      if (find(url) !== undefined || mirrors.get(url) !== undefined) return exists(url)
      const key = await signingKeys.make(url)
      const { result } = await store.write((txn) => {
        if (issuerRecords.get(txn, hostAndPathOf(url)) !== undefined) return undefined
        const now = clock()
        return save(txn, { url, owner, createdAt: now, keys: startRing<IssuerKey>(key, now) })
      })
      return result === undefined ? exists(url) : { ok: true, issuer: toFacts(result) }
    },

    get: (url) => {
      const entry = find(url)
      return entry && toFacts(entry.value)
    },

    list: () => issuerRecords.list(store).map((entry) => toFacts(entry.value)),

    async delete(url) {
      const { result } = await store.write((txn) => {
        const there = issuerRecords.get(txn, hostAndPathOf(url)) !== undefined
        if (there) issuerRecords.delete(txn, hostAndPathOf(url))
        return there
      })
      return result
    },

    async mint(input) {
      const record = find(input.issuer)?.value
      const now = clock()
      const key = record && signingKeyOf(record.keys, now)
      if (record === undefined || key === undefined) return missing(input.issuer)
      const { apiAudiences = ['https://kubernetes.default.svc'] } = input
      const jti = newUuid(needs.random)
      return mintToken({ ...input, apiAudiences, now, jti, maxLifetime }, signingKeys.open(record.url, key))
    },

    async mintLegacy(issuer, input) {
      const record = find(issuer)?.value
      const key = record && signingKeyOf(record.keys, clock())
      if (record === undefined || key === undefined) return missing(issuer)
      return { ok: true, token: await signToken(legacyTokenClaims(input), signingKeys.open(record.url, key)) }
    },

    async rotate(url, { immediately = false } = {}) {
      if (find(url) === undefined) return missing(url)
      const key = await signingKeys.make(url)
      const { result } = await store.write((txn): IssuerRecord | IssuerRefusal => {
        const record = issuerRecords.get(txn, hostAndPathOf(url))?.value
        if (record === undefined) return missing(url)
        const now = clock()
        if (immediately) return save(txn, { ...record, keys: replaceRing<IssuerKey>(key, now) })
        const rules = { now, maxAge, maxLifetime: Math.max(maxLifetime, extendedLifetime) }
        const rotation = rotateRing<IssuerKey>(record.keys, key, rules)
        return rotation.ok ? save(txn, { ...record, keys: rotation.ring }) : rotation
      })
      return 'ok' in result ? result : { ok: true, issuer: toFacts(result) }
    },

    keysOf: (url) => {
      const record = find(url)?.value
      if (record === undefined) return undefined
      const published = publishedKeysOf(record.keys, clock())
      const read = readKeySet({ keys: published.map((key) => key.publicJwk) })
      return read.ok ? read.keys : undefined
    },

    mirrors,
    handler: createIssuerHandler({ store, clock, mirrors, maxAge }),
    resolve: (hostAndPath) => {
      const record = findByDocument(store, hostAndPath)
      return record && toFacts(record)
    },
    serves: (hostAndPath) =>
      findByDocument(store, hostAndPath) !== undefined || mirrors.resolve(hostAndPath) !== undefined,
    servesHost: (hostname) => servesHost(store, hostname) || mirrors.servesHost(hostname),
  }

  function save(txn: Transaction, record: IssuerRecord): IssuerRecord {
    const kept = { ...record, keys: pruneRing(record.keys, clock()) }
    issuerRecords.put(txn, hostAndPathOf(record.url), kept)
    return kept
  }
}

const refuse = (code: IssuerRefusal['problem']['code'], message: string): IssuerRefusal => ({
  ok: false,
  problem: { code, message },
})
const missing = (url: string): IssuerRefusal => refuse('no-such-issuer', `there is no issuer \`${url}\``)
const exists = (url: string): IssuerRefusal => refuse('issuer-exists', `issuer \`${url}\` exists already`)
