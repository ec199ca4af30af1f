/** The local CA and the certificates of our listeners. */
export type { CaBundleInput } from './ca-bundle.ts'
export { writeCaBundle } from './ca-bundle.ts'
export type { LocalCa, LocalCaInput } from './local-ca.ts'
export { openLocalCa } from './local-ca.ts'
export type { ServerContexts, ServerContextsInput } from './server-contexts.ts'
export { createServerContexts, noRoots } from './server-contexts.ts'
export type { ClientName, IssuedCertificate, ServerNames } from '../../kit/index.ts'
