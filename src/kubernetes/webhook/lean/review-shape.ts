/** What the webhook's decisions read of a review. A decision that reads more has to name it here, which its cases prove. */
import type { WebhookOptions } from '../options.ts'
import { list, object, textWith, whole, withNames, type Shape } from './shape.ts'

/** How the variables begin that are injected, or that make a difference to what is. */
const variables = [
  'AWS_',
  'NO_PROXY',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
]

export function reviewShape({ annotationPrefix, noProxyForAgent }: WebhookOptions): Shape {
  const containers = list(
    object({
      name: whole,
      env: list(object({ name: textWith(variables), ...(noProxyForAgent && { value: whole }) })),
      envFrom: list(object({})),
      volumeMounts: list(object({ name: whole, mountPath: whole, subPath: whole, subPathExpr: whole })),
    }),
  )
  const volumes = list(
    object({
      name: whole,
      configMap: object({ name: whole }),
      projected: object({
        sources: list(
          object({
            serviceAccountToken: object({ path: whole }),
            clusterTrustBundle: object({ name: whole }),
          }),
        ),
      }),
    }),
  )
  const owner = object({ apiVersion: whole, kind: whole, name: whole, uid: whole, controller: whole })
  const metadata = object({
    name: whole,
    generateName: whole,
    annotations: withNames(`${annotationPrefix}/`),
    labels: object({ 'eks.amazonaws.com/pod-identity': whole }),
    ownerReferences: list(owner),
  })
  const spec = object({
    serviceAccountName: whole,
    serviceAccount: whole,
    containers,
    initContainers: containers,
    volumes,
    nodeSelector: object({ 'kubernetes.io/os': whole, 'beta.kubernetes.io/os': whole }),
    os: object({ name: whole }),
    securityContext: object({ fsGroup: whole }),
  })
  const request = object({
    uid: whole,
    operation: whole,
    subResource: whole,
    resource: object({ group: whole, resource: whole }),
    namespace: whole,
    dryRun: whole,
    object: object({ metadata, spec }),
  })
  return object({ kind: whole, apiVersion: whole, request })
}
