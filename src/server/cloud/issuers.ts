/** The issuers as the podpass service tells of them. */
import type { PodpassNeeds } from '../../aws/podpass/index.ts'
import { AwsError } from '../../aws/protocol/index.ts'
import type { IssuerFacts, Issuers, MirrorFacts, Mirrors } from '../../kubernetes/issuer/index.ts'

type Told = ReturnType<PodpassNeeds['issuers']['list']>[number]

export interface IssuerKeeping {
  /** Whether the account may know and rotate the issuer of a cluster. */
  readonly sees: (account: string, cluster: string) => boolean
  /** Drops the keys of an issuer that STS remembers. */
  readonly forget: (issuer: string) => void
}

export const issuersForPodpass = (
  issuers: Pick<Issuers, 'list' | 'rotate'>,
  { sees, forget }: IssuerKeeping,
): PodpassNeeds['issuers'] => ({
  list: (account) =>
    issuers
      .list()
      .filter(({ owner }) => sees(account, owner))
      .map(tell),
  rotate: async (url, { account, immediately }) => {
    const known = issuers.list().find((issuer) => issuer.url === url)
    if (known === undefined || !sees(account, known.owner)) return undefined
    const rotated = await issuers.rotate(url, { immediately })
    if (rotated.ok) {
      // A key that leaked must not be trusted for as long as its cache headers said.
      forget(rotated.issuer.url)
      return tell(rotated.issuer)
    }
    if (rotated.problem.code === 'no-such-issuer') return undefined
    throw new AwsError({ code: 'ValidationException', message: rotated.problem.message })
  },
})

/** What was verified by keys that are no longer copied must not stay so for as long as their cache headers said. */
export const mirrorsForPodpass = (
  mirrors: Mirrors,
  forget: (issuer: string) => void,
): PodpassNeeds['mirrors'] => ({
  list: () => mirrors.list().map(tellMirror),
  put: async (input) => {
    const put = await mirrors.put(input)
    if (!put.ok) return put
    if (put.hasNewKeys) forget(input.issuer)
    return tellMirror(put.mirror)
  },
  delete: async (issuer) => {
    const there = await mirrors.delete(issuer)
    if (there) forget(issuer)
    return there
  },
})

const tellMirror = ({ issuer, source, keys, copiedAt }: MirrorFacts) => ({
  issuer,
  source,
  keyIds: keys.map(({ kid }) => kid),
  copiedAt,
})

const states = { signs: 'signing', 'will-sign': 'published', verifies: 'retired' } as const

const tell = ({ url, owner, keys }: IssuerFacts): Told => ({
  issuer: url,
  cluster: owner,
  signingKeyId: keys.find((key) => key.state === 'signs')?.kid ?? '',
  keys: keys.map((key) => ({
    keyId: key.kid,
    algorithm: 'RS256',
    state: states[key.state],
    publishedAt: key.publishedAt,
    signsFrom: key.signsFrom,
    removedAt: key.retiresAt,
  })),
})
