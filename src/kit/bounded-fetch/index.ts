/** HTTPS GETs within bounds, for URLs that a stranger may have chosen. */
export type {
  BoundedGet,
  BoundedGetNeeds,
  BoundedGetOptions,
  FetchCause,
  Fetched,
  FetchFailure,
  FetchLimits,
  FetchProblem,
  Listener,
  PeerCertificate,
  ResolveHost,
} from './types.ts'
export { createBoundedGet } from './bounded-get.ts'
export type { GetThumbprint, Thumbprint } from './thumbprint.ts'
export { createGetThumbprint } from './thumbprint.ts'
