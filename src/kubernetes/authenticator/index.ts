/** Cluster login: tells an API server which AWS principal signed a bearer token, and whom it is in the cluster. */
export type {
  AccessAnswer,
  AccessIdentity,
  AssociatedPolicy,
  Attempt,
  CallerIdentity,
  LoginNeeds,
  Mapped,
  Source,
} from './needs.ts'
export type { LoginAnswer, LoginUser } from './login.ts'
export { createLogin } from './login.ts'
export { answerProbes, answerReviews } from './webhook.ts'
export type { StsHosts } from './token/sts-hosts.ts'
export { awsStsHosts, namedStsHosts } from './token/sts-hosts.ts'
export type { AskSts } from './sts/ask-sts.ts'
export { createAskSts } from './sts/ask-sts.ts'
export type { Mappings } from './mappings/mapping.ts'
export { noMappings } from './mappings/mapping.ts'
export { mappingSource } from './mappings/mapping-source.ts'
export { accessEntrySource } from './mappings/access-entry-source.ts'
export type { AwsAuth } from './mappings/follow-aws-auth.ts'
export { followAwsAuth } from './mappings/follow-aws-auth.ts'
export type { ConfigFile } from './mappings/config-file.ts'
export { readConfigFile } from './mappings/config-file.ts'
export type { BindingKeeper } from './policies/keep-bindings.ts'
export { keepBindings } from './policies/keep-bindings.ts'
export { webhookKubeconfig } from './webhook-kubeconfig.ts'
export type { LoginMetrics } from './metrics/metrics.ts'
export { createLoginMetrics } from './metrics/metrics.ts'
