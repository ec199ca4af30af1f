/** Finds issuers by the host and path of their documents. */
import type { Store } from '../../store/index.ts'
import { pruneRing, signingKeyOf } from '../../token/index.ts'
import { discoverySuffix, hostAndPathOf, jwksSuffix, jwksUriOf } from './issuer-url.ts'
import { type IssuerFacts, type IssuerRecord, issuerRecords } from './model.ts'

/** The issuer whose document, or whose bare name, stands at a host and path. */
export function findByDocument(store: Store, hostAndPath: string): IssuerRecord | undefined {
  const suffix = [discoverySuffix, jwksSuffix, '/'].find((each) => hostAndPath.endsWith(each)) ?? ''
  const name = hostAndPath.slice(0, hostAndPath.length - suffix.length)
  return issuerRecords.get(store, name)?.value
}

export const servesHost = (store: Store, hostname: string): boolean =>
  // A slash always follows the host, so that no host is taken for the beginning of a longer one.
  store.list(issuerRecords.key(`${hostname.toLowerCase()}/`), { limit: 1 }).length > 0

export function factsOf(record: IssuerRecord, now: number): IssuerFacts {
  const signing = signingKeyOf(record.keys, now)
  return {
    url: record.url,
    hostAndPath: hostAndPathOf(record.url),
    owner: record.owner,
    createdAt: record.createdAt,
    jwksUri: jwksUriOf(record.url),
    keys: pruneRing(record.keys, now).map(({ kid, createdAt, publishedAt, signsFrom, retiresAt }) => ({
      kid,
      createdAt,
      publishedAt,
      signsFrom,
      ...(retiresAt !== undefined && { retiresAt }),
      state: kid === signing?.kid ? 'signs' : signsFrom > now ? 'will-sign' : 'verifies',
    })),
  }
}
