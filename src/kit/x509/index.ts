/** Makes X.509 certificates: roots, and leaves for servers and clients. */
export type { Root, RootWish } from './make-certificate.ts'
export { makeClientCertificate, makeRoot, makeServerCertificate, newKey } from './make-certificate.ts'
export type { ClientName, IssuedCertificate, ServerNames } from './types.ts'
export { lifetimes } from './types.ts'
