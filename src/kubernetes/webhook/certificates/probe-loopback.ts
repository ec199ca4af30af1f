/** Shakes hands with the webhook's own port by the Service's name, as an API server would, with nothing but this replica in between. */
import { connect } from 'node:tls'
import { sleep } from '../../api/index.ts'
import type { CertificateSource } from './source.ts'

export interface LoopbackNeeds {
  readonly port: number
  readonly host?: string
  /** The name to ask for; none in particular when left out. */
  readonly serverName?: string
  readonly source: Pick<CertificateSource, 'bundle'>
  readonly signal: AbortSignal
  readonly every?: number
}

export interface LoopbackProbe {
  /** Looks now, as after a change of the certificate. */
  readonly look: () => Promise<void>
  readonly notReadyBecause: () => readonly string[]
}

export function probeLoopback(needs: LoopbackNeeds): LoopbackProbe {
  let problem: string | undefined = 'the certificate that is served has not been looked at yet'
  const look = async (): Promise<void> => {
    const found = await shakeHands(needs)
    problem = found === undefined ? undefined : `the certificate that is served is not accepted: ${found}`
  }
  void (async () => {
    for (;;) {
      await sleep(needs.every ?? 15_000, needs.signal)
      if (needs.signal.aborted) return
      await look()
    }
  })()
  return { look, notReadyBecause: () => (problem === undefined ? [] : [problem]) }
}

function shakeHands({
  port,
  host = '127.0.0.1',
  serverName,
  source,
}: LoopbackNeeds): Promise<string | undefined> {
  const ca = source.bundle()
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      ...(serverName !== undefined && { servername: serverName }),
      // Where the authority is not known, API servers judge it; the time is judged here.
      // With none to compare with, the world's roots need not be read.
      ...(ca === undefined ? { ca: [], rejectUnauthorized: false } : { ca }),
    })
    const end = (problem?: string): void => {
      socket.destroy()
      resolve(problem)
    }
    socket.setTimeout(5000, () => end('no answer within 5 s'))
    socket.once('error', (error) => end(error.message))
    socket.once('secureConnect', () => {
      const leaf = socket.getPeerX509Certificate()
      end(
        leaf !== undefined && leaf.validToDate.getTime() <= Date.now()
          ? `it expired at ${leaf.validTo}`
          : undefined,
      )
    })
  })
}
