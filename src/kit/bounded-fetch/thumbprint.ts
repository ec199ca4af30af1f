/** Reads the SHA-1 thumbprint of the last certificate that a server sends. */
import { createLimiter, readHttpsUrl } from './bounded-get.ts'
import {
  type BoundedGetNeeds,
  defaultFetchLimits,
  failure,
  type FetchFailure,
  type PeerCertificate,
} from './types.ts'

export type GetThumbprint = (url: string) => Promise<Thumbprint | FetchFailure>

export interface Thumbprint {
  readonly ok: true
  /** 40 lower-case hex digits. */
  readonly thumbprint: string
  /** The certificates as they were sent, the server's own first. */
  readonly chain: readonly PeerCertificate[]
}

/** Trusts nobody and sends nothing: the handshake alone shows the certificates. */
export function createGetThumbprint(needs: BoundedGetNeeds): GetThumbprint {
  const limit = createLimiter({ ...defaultFetchLimits, ...needs.limits })
  return (url) => limit(undefined, (signal) => readThumbprint(url, needs, signal))
}

async function readThumbprint(
  text: string,
  needs: BoundedGetNeeds,
  signal: AbortSignal,
): Promise<Thumbprint | FetchFailure> {
  const url = readHttpsUrl(text)
  if (url === undefined) return failure('url', 'URL is not an https URL without user and password')
  const { findDestination, shakeHands } = await import('./network.ts')
  const destination = await findDestination(url, needs)
  if (!destination.ok) return destination
  // With no root at all, Node adds nothing of its own to the chain that was sent.
  const handshake = await shakeHands(destination, { ca: [] }, signal)
  if (!handshake.ok) return handshake
  handshake.socket.destroy()
  const last = handshake.chain.at(-1)
  if (last === undefined) return failure('tls', `\`${url.hostname}\` sent no certificate`)
  return { ok: true, thumbprint: last.sha1, chain: handshake.chain }
}
