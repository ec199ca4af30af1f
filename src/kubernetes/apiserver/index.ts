/** The embedded API server: the part of the Kubernetes API that the chain needs, worded as kube-apiserver words it. */
export type {
  AdmissionWebhook,
  ApiServerNeeds,
  Grant,
  MintedToken,
  StaticCredential,
  TokenOrder,
  VerifiedToken,
  WebhookReply,
} from './needs.ts'
export { prepareCluster } from './prepare-cluster.ts'
export { createApiServer } from './server.ts'
export type { WebhookCaller, WebhookEndpoint } from './call-webhook.ts'
export { createWebhookCaller } from './call-webhook.ts'
