/** Server certificates: what is kept of them. The private key is checked, and then kept nowhere. */
import { serverCertificateExists, serverCertificateNotFound } from './errors.ts'
import type { ServerCertificateRecord } from './model.ts'
import { arnOfNamed, type NamedKind } from './named.ts'

export const serverCertificates: NamedKind<ServerCertificateRecord> = {
  type: 'server-certificate',
  quota: 'ServerCertificatesPerAccount',
  notFound: serverCertificateNotFound,
  exists: serverCertificateExists,
  keyOf: ({ name }) => name,
}

export interface ServerCertificateInput {
  readonly ServerCertificateName: string
}

export const nameOf = (input: ServerCertificateInput): string => input.ServerCertificateName

export const serverCertificateMetadata = (certificate: ServerCertificateRecord) => ({
  Path: certificate.path,
  ServerCertificateName: certificate.name,
  ServerCertificateId: certificate.id,
  Arn: arnOfNamed('server-certificate', certificate),
  UploadDate: new Date(certificate.createdAt),
  Expiration: new Date(certificate.expiresAt),
})
