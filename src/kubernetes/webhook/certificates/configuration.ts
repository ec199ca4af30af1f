/** The MutatingWebhookConfiguration: which of its webhooks are this one, and what API servers trust for them. */
import type { JsonObject, KubernetesClient } from '../../api/index.ts'
import { isObject, listOf, textOf, valueAt } from '../../api/index.ts'

export interface ServiceName {
  readonly name: string
  readonly namespace: string
}

export interface ConfiguredWebhook {
  readonly index: number
  readonly name: string
  /** PEM; empty where API servers use the system's authorities. */
  readonly caBundle: string
  /** Where API servers call it. */
  readonly url: string
}

export const configurations = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'

/** Those that lead to this Service, and those with a URL. */
export function readConfiguration(configuration: JsonObject, own: ServiceName): readonly ConfiguredWebhook[] {
  return listOf(configuration['webhooks']).flatMap((webhook, index) => {
    const client = valueAt(webhook, 'clientConfig')
    const service = valueAt(client, 'service')
    if (isObject(service) && (service['name'] !== own.name || service['namespace'] !== own.namespace))
      return []
    const port = Number(valueAt(service, 'port')) || 443
    return {
      index,
      name: textOf(valueAt(webhook, 'name')) ?? '',
      caBundle: Buffer.from(textOf(valueAt(client, 'caBundle')) ?? '', 'base64').toString('utf8'),
      url: isObject(service)
        ? `https://${own.name}.${own.namespace}.svc:${port}`
        : (textOf(valueAt(client, 'url')) ?? ''),
    }
  })
}

/** Whether somebody else puts the caBundle in. */
export const isInjected = (configuration: JsonObject): boolean =>
  [
    'cert-manager.io/inject-ca-from',
    'cert-manager.io/inject-ca-from-secret',
    'cert-manager.io/inject-apiserver-ca',
  ].some((name) => valueAt(configuration, 'metadata', 'annotations', name) !== undefined)

/** Changes the caBundle of these webhooks and nothing else; fails when the configuration has changed meanwhile. */
export function patchBundles(
  client: KubernetesClient,
  configuration: JsonObject,
  webhooks: readonly ConfiguredWebhook[],
  bundle: string,
) {
  const name = textOf(valueAt(configuration, 'metadata', 'name')) ?? ''
  const value = Buffer.from(bundle).toString('base64')
  const version = valueAt(configuration, 'metadata', 'resourceVersion')
  return client.request('PATCH', `${configurations}/${encodeURIComponent(name)}`, {
    contentType: 'application/json-patch+json',
    body: [
      { op: 'test', path: '/metadata/resourceVersion', value: version },
      // Adding a member that is there replaces it (RFC 6902 section 4.1).
      ...webhooks.map(({ index }) => ({
        op: 'add',
        path: `/webhooks/${index}/clientConfig/caBundle`,
        value,
      })),
    ],
  })
}
