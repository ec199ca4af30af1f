/** The embedded API server: the part of the Kubernetes API that the chain needs, worded as kube-apiserver words it. */
export type {
  AdmissionWebhook,
  ApiServerNeeds,
  Grant,
  LegacyOrder,
  MintedToken,
  StaticCredential,
  TokenOrder,
  VerifiedToken,
  ReviewedUser,
  WebhookReply,
  WebhookTarget,
} from './needs.ts'
export { startControllers } from './controllers/start-controllers.ts'
export { prepareCluster } from './prepare-cluster.ts'
export { createApiServer } from './server.ts'
export type { WebhookEndpoint } from './call-webhook.ts'
export { callKubelet } from './kubelet/call-kubelet.ts'
export { callWebhook } from './call-webhook.ts'
export type { OidcProvider } from './oidc/oidc-user.ts'
export { createOidcReviewer } from './oidc/review-oidc-token.ts'
