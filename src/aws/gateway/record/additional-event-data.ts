/** What CloudTrail notes beside a call: for S3 how it was signed and how much it carried. */
import type { HttpRequest, HttpResponse } from '../../../kit/index.ts'
import { readQuerySignatureV2 } from '../../../sigv4/index.ts'
import type { Passage, Service } from '../passage.ts'

export function additionalEventData(
  { ids, notes, presented, query, request, response }: Passage,
  { family }: Service,
): Readonly<Record<string, unknown>> | undefined {
  const noted = notes.additionalEventData
  if (family !== 's3') return Object.keys(noted).length === 0 ? undefined : { ...noted }
  const signed = presented.form === 'signed' ? presented.signature : undefined
  const older = readQuerySignatureV2(query) !== undefined
  return {
    ...((signed ?? older) && { SignatureVersion: signed ? 'SigV4' : 'SigV2' }),
    ...(request.peer.tls && { CipherSuite: request.peer.tls.cipher }),
    bytesTransferredIn: bytesIn(request.headers),
    ...((signed ?? older) && {
      AuthenticationMethod: signed?.via === 'header' ? 'AuthHeader' : 'QueryString',
    }),
    ...(ids.hostId && { 'x-amz-id-2': ids.hostId }),
    ...(response && { bytesTransferredOut: request.method === 'HEAD' ? 0 : bytesOut(response) }),
    ...noted,
  }
}

/** What the client said that it sends, without what signs the chunks of it. */
const bytesIn = (headers: HttpRequest['headers']): number =>
  lengthIn(headers['x-amz-decoded-content-length']?.[0] ?? headers['content-length']?.[0])

/** Of a stream what was announced: the trail is written before it has ended. */
function bytesOut({ body, headers }: HttpResponse): number {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array)
    return body === undefined ? 0 : Buffer.byteLength(body)
  const announced = headers['content-length']
  return lengthIn(typeof announced === 'string' ? announced : undefined)
}

/** A count that is none was refused elsewhere. */
const lengthIn = (text = ''): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0)
