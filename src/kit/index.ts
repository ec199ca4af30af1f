/** Words with no domain in them: time, bytes, HTTP messages, bounded fetches, journals, certificates, small collections. */
export type { Clock, Random } from './clock.ts'
export { isoSeconds, toUnixSeconds } from './clock.ts'
export type { Handler, HttpRequest, HttpResponse, Peer } from './http.ts'
export { BodyTooLarge, headerOf, readBody, splitTarget, WholeBody } from './http.ts'
export {
  equalSecrets,
  fromBase64Url,
  hmacSha256,
  sha256,
  sha256Hex,
  toBase64Url,
  toHex,
  utf8,
} from './bytes.ts'
export { BoundedMap } from './bounded-map.ts'
export type {
  BoundedGet,
  BoundedGetNeeds,
  BoundedGetOptions,
  FetchCause,
  Fetched,
  FetchFailure,
  FetchLimits,
  FetchProblem,
  GetThumbprint,
  Listener,
  PeerCertificate,
  ResolveHost,
  Thumbprint,
} from './bounded-fetch/index.ts'
export { createBoundedGet, createGetThumbprint } from './bounded-fetch/index.ts'
export type { Journal, JournalFacts } from './journal/journal.ts'
export { openJournal } from './journal/journal.ts'
export type { Spool, SpoolFacts, SpoolPart } from './journal/spool.ts'
export { openSpool } from './journal/spool.ts'
export type { RecentRecords, RecentRecordsNeeds } from './journal/recent-records.ts'
export { createRecentRecords } from './journal/recent-records.ts'
export { editDistance } from './edit-distance.ts'
export { newUuid } from './uuid.ts'
export type { ClientName, IssuedCertificate, Root, RootWish, ServerNames } from './x509/index.ts'
export { lifetimes, makeClientCertificate, makeRoot, makeServerCertificate, newKey } from './x509/index.ts'
export type { CallAnswer, OneCall } from './one-call.ts'
export { callOnce } from './one-call.ts'
