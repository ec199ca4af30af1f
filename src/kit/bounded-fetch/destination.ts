/** Decides where a URL's connection may go: to a listener of the table, or to the allowed addresses of its host. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { kindOfAddress } from './addresses.ts'
import { type BoundedGetNeeds, failure, type FetchFailure } from './types.ts'

export interface Destination {
  readonly ok: true
  /** IP addresses to try in order, or for the table its listener's host. */
  readonly addresses: readonly string[]
  readonly port: number
  /** The name that the peer's certificate must carry. */
  readonly hostname: string
  readonly fromTable: boolean
}

type DestinationNeeds = Pick<BoundedGetNeeds, 'table' | 'allowPrivateAddresses' | 'resolve'>

export async function findDestination(
  url: URL,
  needs: DestinationNeeds,
): Promise<Destination | FetchFailure> {
  const hostname = bareHostname(url)
  // A URL with a port of its own names somebody else's listener, never one of the table.
  const listener = url.port === '' ? needs.table?.(`${url.hostname}${url.pathname}`) : undefined
  if (listener !== undefined)
    return { ok: true, addresses: [listener.host], port: listener.port, hostname, fromTable: true }

  const all = isIP(hostname) === 0 ? await resolveAll(hostname, needs) : [hostname]
  if (all.length === 0) return failure('unreachable', `\`${hostname}\` has no address`)
  const addresses = all.filter((address) => isAllowed(address, needs))
  if (addresses.length === 0)
    return failure('private-address', `\`${hostname}\` has no address that may be reached from here`)
  return { ok: true, addresses, port: Number(url.port || 443), hostname, fromTable: false }
}

export const isAllowed = (
  address: string,
  { allowPrivateAddresses = false }: Pick<BoundedGetNeeds, 'allowPrivateAddresses'>,
): boolean => {
  const kind = kindOfAddress(address)
  return kind === 'public' || (kind === 'private' && allowPrivateAddresses)
}

/** A literal IPv6 address stands in brackets in a URL. */
const bareHostname = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

async function resolveAll(
  hostname: string,
  { resolve = resolveBySystem }: DestinationNeeds,
): Promise<readonly string[]> {
  try {
    return await resolve(hostname)
  } catch {
    return []
  }
}

const resolveBySystem = async (hostname: string): Promise<readonly string[]> =>
  (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address)
