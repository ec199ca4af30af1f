/** Opens a connection to a peer that something vouches for: the trusted roots, the local CA, or else a thumbprint. */
import type { TLSSocket } from 'node:tls'
import type { Destination } from './destination.ts'
import { type Handshake, shakeHands } from './handshake.ts'
import {
  type BoundedGetNeeds,
  failure,
  type FetchFailure,
  type Fetched,
  type PeerCertificate,
} from './types.ts'

export interface TrustedConnection {
  readonly ok: true
  readonly socket: TLSSocket
  readonly chain: readonly PeerCertificate[]
  readonly verifiedBy: Extract<Fetched, { ok: true }>['verifiedBy']
}

type TrustNeeds = Pick<BoundedGetNeeds, 'localCa' | 'roots'>

export async function openTrustedConnection(
  destination: Destination,
  needs: TrustNeeds,
  thumbprints: readonly string[],
  signal: AbortSignal,
): Promise<TrustedConnection | FetchFailure> {
  const ca = destination.fromTable ? [localCaOf(needs)] : needs.roots
  const first = await shakeHands(destination, ca === undefined ? {} : { ca }, signal)
  if (!first.ok) return first
  if (first.fault === undefined) return trusted(first, destination.fromTable ? 'table' : 'trust-store')
  if (destination.fromTable || thumbprints.length === 0 || !isUnknownRoot(first.fault))
    return failure('tls', `certificate of \`${destination.hostname}\` is not trusted (${first.fault})`)
  return openByThumbprint(destination, first, thumbprints, signal)
}

/** The last certificate sent must be a CA's that a thumbprint names, and the chain, the name and the dates must hold with it as the only root. */
async function openByThumbprint(
  destination: Destination,
  first: Handshake,
  thumbprints: readonly string[],
  signal: AbortSignal,
): Promise<TrustedConnection | FetchFailure> {
  const last = first.chain.at(-1)
  if (last === undefined || !last.isCa || !hasThumbprint(thumbprints, last.sha1))
    return failure(
      'thumbprint',
      `no thumbprint names the last certificate that \`${destination.hostname}\` sent (${last?.sha1 ?? 'none'})`,
    )
  // OpenSSL judges the chain anew, with this one certificate as its only root.
  const second = await shakeHands(destination, { ca: [last.pem], partialChain: true }, signal)
  if (!second.ok) return second
  if (second.fault === undefined) return trusted(second, 'thumbprint')
  return failure('tls', `certificate of \`${destination.hostname}\` is not valid (${second.fault})`)
}

const trusted = ({ socket, chain }: Handshake, verifiedBy: TrustedConnection['verifiedBy']) => ({
  ok: true as const,
  socket,
  chain,
  verifiedBy,
})

const hasThumbprint = (thumbprints: readonly string[], sha1: string): boolean =>
  thumbprints.some((thumbprint) => thumbprint.toLowerCase() === sha1)

/** Faults that say no more than that the root is a stranger; an expired certificate or a wrong name is none of them. */
const isUnknownRoot = (fault: string): boolean =>
  [
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ].includes(fault)

/** createBoundedGet sees to it that there is one wherever there is a table. */
function localCaOf({ localCa }: TrustNeeds): string {
  return typeof localCa === 'function' ? localCa() : (localCa ?? '')
}
