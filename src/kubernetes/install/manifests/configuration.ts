/** The MutatingWebhookConfiguration: which pods come to the webhook, and what becomes of them while it does not answer. */
import type { JsonObject } from '../../api/index.ts'
import type { Selector } from '../values/values.ts'
import { clusterMetadata, type Wish } from './common.ts'

/** A cluster without these namespaces cannot come up again, nor can the webhook: their pods are never held back. */
export function configurationOf(wish: Wish): JsonObject {
  const { values, release } = wish
  const { failurePolicy, systemFailurePolicy } = values.webhook
  const shared = registrationOf(wish)
  const isInjected = values.certificates.mode === 'cert-manager' && values.webhook.url === ''
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: clusterMetadata(
      wish,
      isInjected ? { 'cert-manager.io/inject-ca-from': `${release.namespace}/${values.name}` } : {},
    ),
    webhooks: [
      {
        name: 'pods.pod-identity-webhook.podpass.dev',
        failurePolicy,
        namespaceSelector: namespacesOf(wish, 'NotIn'),
        objectSelector: objectsOf(values.webhook.objectSelector, []),
        ...shared,
      },
      ...(systemFailurePolicy === 'None'
        ? []
        : [
            {
              name: 'system.pod-identity-webhook.podpass.dev',
              failurePolicy: systemFailurePolicy,
              namespaceSelector: namespacesOf(wish, 'In'),
              objectSelector: objectsOf(values.webhook.objectSelector, [
                { key: 'app.kubernetes.io/name', operator: 'NotIn', values: ['podpass-webhook'] },
              ]),
              ...shared,
            },
          ]),
    ],
  }
}

function registrationOf({ values, release }: Wish): JsonObject {
  const { url, caBundle, reinvocationPolicy, timeoutSeconds, matchConditions } = values.webhook
  const service = {
    name: values.name,
    namespace: release.namespace,
    path: '/mutate',
    port: values.service.port,
  }
  return {
    clientConfig: {
      ...(url === '' ? { service } : { url }),
      ...(caBundle !== '' && { caBundle: Buffer.from(caBundle).toString('base64') }),
    },
    rules: [
      {
        operations: ['CREATE'],
        apiGroups: [''],
        apiVersions: ['v1'],
        resources: ['pods'],
        scope: 'Namespaced',
      },
    ],
    admissionReviewVersions: ['v1', 'v1beta1'],
    sideEffects: 'NoneOnDryRun',
    matchPolicy: 'Equivalent',
    reinvocationPolicy,
    timeoutSeconds,
    ...(matchConditions.length > 0 && { matchConditions }),
  }
}

function namespacesOf({ values, release }: Wish, operator: 'In' | 'NotIn'): JsonObject {
  const { systemNamespaces, namespaceSelector } = values.webhook
  const names = [...new Set([...systemNamespaces, release.namespace])]
  return selectorOf(namespaceSelector, [{ key: 'kubernetes.io/metadata.name', operator, values: names }])
}

const objectsOf = (selector: Selector, more: readonly JsonObject[]): JsonObject =>
  selectorOf(selector, [
    { key: 'eks.amazonaws.com/skip-pod-identity-webhook', operator: 'DoesNotExist' },
    ...more,
  ])

const selectorOf = (
  { matchLabels = {}, matchExpressions = [] }: Selector,
  own: readonly JsonObject[],
): JsonObject => ({
  ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
  matchExpressions: [...own, ...matchExpressions],
})
