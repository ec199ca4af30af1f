/** The pod identity webhook: gives a pod the token and the variables with which AWS SDKs take on its role. */
export type { Annotations } from './identity.ts'
export type { Decision, DecisionCode, Method, ObjectReference } from './decision.ts'
export type { PublishedCa, TrustSubject, WebhookNeeds } from './needs.ts'
export type { AwsEndpoint, WebhookOptions } from './options.ts'
export { defaultOptions } from './options.ts'
export type { Plan, PlanRequest } from './plan.ts'
export { planPodChanges } from './plan.ts'
export { serviceAccountOf } from './mutate.ts'
export { createWebhook } from './webhook.ts'
export { findAnnotations } from './live/find-annotations.ts'
export { isOfInterest } from './near-miss.ts'
export type { AccountLookup, AccountLookupNeeds } from './live/follow-service-accounts.ts'
export { followServiceAccounts } from './live/follow-service-accounts.ts'
export type { Metrics, MetricsHooks, CacheFacts } from './metrics/metrics.ts'
export { createMetrics } from './metrics/metrics.ts'
export { instrument } from './metrics/instrument.ts'
export type { InspectedCache } from './metrics/metrics-handler.ts'
export { createMetricsHandler } from './metrics/metrics-handler.ts'
export type { EventWriter, EventWriterNeeds } from './events/event-writer.ts'
export { createEventWriter } from './events/event-writer.ts'
export type { RoleEntry, RoleMap } from './sources/role-map.ts'
export { findRoleEntry, readRoleMap } from './sources/role-map.ts'
export type { RoleMapSource } from './sources/follow-role-map.ts'
export { followRoleMap } from './sources/follow-role-map.ts'
export { readPodIdentities } from './sources/pod-identities.ts'
export type { PodIdentitySource } from './sources/follow-pod-identities.ts'
export { followPodIdentities } from './sources/follow-pod-identities.ts'
export { findInstanceIdentity, InstanceIdentityUnknown } from './sources/instance-identity.ts'
export type { Flag } from './flags/table.ts'
export { flags, planFlags } from './flags/table.ts'
export type { FlagValue } from './flags/values.ts'
export { readFlagValue } from './flags/values.ts'
export type { FlagReader, GivenFlags } from './flags/settings.ts'
export { idleFlags, readerOf, readOptions } from './flags/settings.ts'
export type { TlsChoice } from './flags/tls.ts'
export { readTls } from './flags/tls.ts'
export type {
  CertificateChoice,
  Certificates,
  CertificatesNeeds,
  Finding,
  ServiceName,
  ServingPair,
} from './certificates/index.ts'
export { createFindingWriter, openCertificates } from './certificates/index.ts'
export type {
  Counted,
  Finding as ReportFinding,
  Left,
  Repair,
  Repaired,
  Scan,
  ScanNeeds,
} from './report/index.ts'
export type { CaPublisher } from './ca-publish/index.ts'
export { CaUnusable } from './ca-publish/ca-unusable.ts'
export type { RoleAnswer, TrustCheck } from './trust-check/index.ts'
export { loadCaPublish, loadReport, loadTrustCheck } from './load.ts'
export type { Lease } from './certificates/index.ts'
export { holdLease } from './certificates/index.ts'
