/** Opens a TLS connection to a destination and tells who answered and whether the given roots vouch for them. */
import { connect as connectTcp, isIP, isIPv6, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { X509Certificate } from 'node:crypto'
import type { Destination } from './destination.ts'
import { failure, type FetchFailure, type PeerCertificate } from './types.ts'

export interface Trust {
  /** PEM roots; Node's own when absent, nobody when empty. */
  readonly ca?: readonly string[]
  /** Whether a certificate in `ca` that is not self-signed ends a chain. */
  readonly partialChain?: boolean
}

export interface Handshake {
  readonly ok: true
  readonly socket: TLSSocket
  /** Node's code for what is wrong with the peer's certificate, absent when nothing is. */
  readonly fault?: string
  readonly chain: readonly ChainLink[]
}

export interface ChainLink extends PeerCertificate {
  readonly isCa: boolean
}

/** With a fault the socket is closed already: nothing can be sent to a peer that is not trusted. */
export async function shakeHands(
  destination: Destination,
  trust: Trust,
  signal: AbortSignal,
): Promise<Handshake | FetchFailure> {
  const tcp = await openTcp(destination, signal)
  if ('ok' in tcp) return tcp
  return new Promise((resolve) => {
    const socket = connectTls({
      socket: tcp,
      ...(isIP(destination.hostname) === 0 ? { servername: destination.hostname } : {}),
      host: destination.hostname,
      ...(trust.ca === undefined ? {} : { ca: [...trust.ca] }),
      allowPartialTrustChain: trust.partialChain ?? false,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      // The handshake is let through so that the chain can be read; the fault below ends the connection.
      rejectUnauthorized: false,
    })
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve(failure('tls', `TLS with \`${destination.hostname}\` failed (${error.code ?? 'no code'})`)),
    )
    socket.on('close', () => resolve(failure('unreachable', `\`${destination.hostname}\` hung up`)))
    socket.once('secureConnect', () => {
      const chain = chainOf(socket)
      if (socket.authorized) return resolve({ ok: true, socket, chain })
      socket.destroy()
      resolve({ ok: true, socket, chain, fault: faultOf(socket) })
    })
  })
}

function openTcp(destination: Destination, signal: AbortSignal): Promise<Socket | FetchFailure> {
  const { addresses, port, hostname, fromTable } = destination
  return new Promise((resolve) => {
    const socket = connectTcp({
      host: fromTable || isIP(hostname) !== 0 ? addresses[0]! : hostname,
      port,
      signal,
      autoSelectFamily: true,
      // Only the addresses that were judged are connected to; the name is not resolved a second time.
      ...(fromTable ? {} : { lookup: lookupOf(addresses) }),
    })
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve(failure('unreachable', `\`${hostname}\` cannot be reached (${error.code ?? 'no code'})`)),
    )
    socket.once('connect', () => resolve(socket))
  })
}

const lookupOf =
  (addresses: readonly string[]): LookupFunction =>
  (_hostname, options, answer) => {
    const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
    if (options.all === true) answer(null, all)
    else answer(null, all[0]!.address, all[0]!.family)
  }

function chainOf(socket: TLSSocket): readonly ChainLink[] {
  const chain: ChainLink[] = []
  let certificate = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < longestChain) {
    chain.push(linkOf(certificate))
    certificate = certificate.issuerCertificate
  }
  return chain
}

const longestChain = 10

const linkOf = (certificate: X509Certificate): ChainLink => ({
  subject: certificate.subject?.replaceAll('\n', ', ') ?? '',
  issuer: certificate.issuer?.replaceAll('\n', ', ') ?? '',
  sha1: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
  pem: certificate.toString(),
  isCa: certificate.ca,
})

/** `authorizationError` is the code itself or an error that carries it, whatever its type says. */
function faultOf(socket: TLSSocket): string {
  const fault: unknown = socket.authorizationError
  if (typeof fault === 'string') return fault
  return (fault as NodeJS.ErrnoException | undefined)?.code ?? 'UNKNOWN'
}
