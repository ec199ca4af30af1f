/** Signing certificates of users: which ones they have. */
import type { Reader } from '../../store/index.ts'
import { findBelonging } from './belongings.ts'
import { signingCertificateNotFound } from './errors.ts'
import type { SigningCertificateRecord, UserRecord } from './model.ts'

export interface SigningCertificateInput {
  readonly UserName?: string
  readonly CertificateId: string
}

export function requireSigningCertificate(
  from: Reader,
  user: UserRecord,
  id: string,
): SigningCertificateRecord {
  const certificate = findBelonging<SigningCertificateRecord>(from, user, 'signing-certificate', id)
  if (certificate === undefined) throw signingCertificateNotFound(id)
  return certificate
}

export const signingCertificateOutput = (user: UserRecord, certificate: SigningCertificateRecord) => ({
  UserName: user.name,
  CertificateId: certificate.id,
  CertificateBody: certificate.body,
  Status: certificate.status,
  UploadDate: new Date(certificate.createdAt),
})
