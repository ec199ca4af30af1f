/** The serving certificate: from files, from a Secret, or kept by the replicas themselves, and the check that API servers trust it. */
export type { CertificateChoice, Certificates, CertificatesNeeds } from './open-certificates.ts'
export { openCertificates } from './open-certificates.ts'
export type { ServiceName } from './configuration.ts'
export type { Finding } from './finding.ts'
export { createFindingWriter } from './write-finding.ts'
export type { ServingPair } from './source.ts'
export { holdLease, type Lease } from './lease.ts'
