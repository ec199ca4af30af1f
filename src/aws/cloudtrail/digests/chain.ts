/** The chain of digests of a trail in one region: what the next one will tell, and the last one that it follows. */
import { collection, type Reader, type Transaction } from '../../../store/index.ts'
import type { Trail } from '../trails/trail.ts'

export interface Chain {
  readonly account: string
  readonly homeRegion: string
  readonly name: string
  readonly region: string
  /** The account whose files these are, where the trail is for an organization. */
  readonly member?: string
  /** The end of the last digest, or when the chain began; milliseconds since the epoch. */
  readonly since: number
  readonly files: readonly DigestedFile[]
  readonly previous?: PreviousDigest
}

/** A log file as digests name it. */
export interface DigestedFile {
  readonly s3Bucket: string
  readonly s3Object: string
  /** Of the file before it was compressed. */
  readonly hashValue: string
  readonly hashAlgorithm: 'SHA-256'
  readonly newestEventTime: string
  readonly oldestEventTime: string
}

export interface PreviousDigest {
  readonly bucket: string
  readonly key: string
  readonly hash: string
  readonly signature: string
}

const chains = collection<Chain>('cloudtrail', 'digest')

const idOf = ({
  account,
  homeRegion,
  name,
  region,
  member,
}: Omit<Chain, 'since' | 'files'>): readonly string[] => [
  account,
  homeRegion,
  name,
  region,
  ...(member === undefined ? [] : [member]),
]

export const allChains = (from: Reader): readonly Chain[] => chains.list(from).map(({ value }) => value)

export const findChain = (from: Reader, chain: Chain): Chain | undefined =>
  chains.get(from, idOf(chain))?.value
export const putChain = (txn: Transaction, chain: Chain): void => chains.put(txn, idOf(chain), chain)
export const endChain = (txn: Transaction, chain: Chain): void => chains.delete(txn, idOf(chain))

/** Notes a file that was delivered; the first one begins the chain. */
export function addToChain(
  txn: Transaction,
  { account, homeRegion, name, organization }: Trail,
  { region, account: member }: { readonly region: string; readonly account: string },
  file: DigestedFile,
): void {
  const whose = { account, homeRegion, name, region, ...(organization !== undefined && { member }) }
  const begun = { ...whose, since: Date.parse(file.oldestEventTime), files: [] }
  const chain = findChain(txn, begun) ?? begun
  putChain(txn, { ...chain, files: [...chain.files, file] })
}
