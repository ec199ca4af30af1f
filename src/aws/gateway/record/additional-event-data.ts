/** What CloudTrail notes beside a call: for S3 how it was signed and how much it carried. */
import { readQuerySignatureV2 } from '../../../sigv4/index.ts'
import type { Passage, Service } from '../passage.ts'

export function additionalEventData(
  { ids, notes, presented, query, request }: Passage,
  { family }: Service,
): Readonly<Record<string, unknown>> | undefined {
  const noted = notes.additionalEventData
  if (family !== 's3') return Object.keys(noted).length === 0 ? undefined : { ...noted }
  const signed = presented.form === 'signed' ? presented.signature : undefined
  const older = readQuerySignatureV2(query) !== undefined
  return {
    ...((signed ?? older) && { SignatureVersion: signed ? 'SigV4' : 'SigV2' }),
    ...(request.peer.tls && { CipherSuite: request.peer.tls.cipher }),
    bytesTransferredIn: Number(request.headers['content-length']?.[0] ?? 0),
    ...((signed ?? older) && {
      AuthenticationMethod: signed?.via === 'header' ? 'AuthHeader' : 'QueryString',
    }),
    ...(ids.hostId && { 'x-amz-id-2': ids.hostId }),
    ...noted,
  }
}
