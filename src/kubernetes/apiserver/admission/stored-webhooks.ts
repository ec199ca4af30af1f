/** The webhooks that configurations in the cluster name, as far as they are to be called for something. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { ApiServerNeeds, WebhookTarget } from '../needs.ts'
import { findObject, listEntries } from '../objects/objects.ts'
import { matchesSelector } from '../selectors/match-selector.ts'
import type { Attributes } from './attributes.ts'

export interface Hook {
  /** The configuration's, by which hooks are ordered. */
  readonly configuration: string
  /** Among all that there are, whether they are called or not. */
  readonly index: number
  readonly name: string
  readonly failurePolicy: 'Fail' | 'Ignore'
  readonly timeoutSeconds: number
  readonly reinvokes: boolean
  /** Rejects with a message as kube-apiserver words it. */
  readonly call: (
    review: string,
    timeoutSeconds: number,
  ) => ReturnType<NonNullable<ApiServerNeeds['webhooks']>[number]['call']>
}

export type HookKind = 'mutatingwebhookconfigurations' | 'validatingwebhookconfigurations'

const group = 'admissionregistration.k8s.io'

/** Nobody may lock everybody out of the configurations that do so, and questions change nothing. */
const exempt = new Set([group, 'authentication.k8s.io', 'authorization.k8s.io'])

/** Undefined is one that is not to be called; it has its place all the same. */
export interface Placed {
  readonly configuration: string
  readonly hook?: Omit<Hook, 'index'>
}

export function storedHooks(
  needs: ApiServerNeeds,
  kind: HookKind,
  attributes: Attributes,
): readonly Placed[] {
  if (exempt.has(attributes.resource.group)) return []
  return listEntries(needs.store, needs, `${kind}.${group}`).flatMap(({ value: configuration }) =>
    listOf(configuration['webhooks'])
      .map(objectOf)
      .map((webhook) => ({
        configuration: configuration.metadata.name,
        ...(isConcerned(needs, webhook, attributes) && {
          hook: hookOf(needs, configuration.metadata.name, webhook),
        }),
      })),
  )
}

function hookOf(needs: ApiServerNeeds, configuration: string, webhook: JsonObject): Omit<Hook, 'index'> {
  return {
    configuration,
    name: textOf(webhook['name']) ?? '',
    failurePolicy: webhook['failurePolicy'] === 'Ignore' ? 'Ignore' : 'Fail',
    timeoutSeconds: Number(webhook['timeoutSeconds'] ?? 10),
    reinvokes: webhook['reinvocationPolicy'] === 'IfNeeded',
    call: async (review, timeoutSeconds) => {
      const target = targetOf(needs, objectOf(webhook['clientConfig']), timeoutSeconds)
      if (needs.reachWebhook === undefined)
        throw new Error(`Post "${target.url}": webhooks are not reached from here`)
      return needs.reachWebhook(target)(review, timeoutSeconds)
    },
  }
}

function isConcerned(needs: ApiServerNeeds, webhook: JsonObject, attributes: Attributes): boolean {
  const { object, oldObject } = attributes
  return (
    listOf(webhook['rules']).some((rule) => matchesRule(rule, attributes)) &&
    matchesNamespace(needs, webhook['namespaceSelector'], attributes) &&
    [object, oldObject].some(
      (each) =>
        each !== null && matchesSelector(webhook['objectSelector'], valueAt(each, 'metadata', 'labels')),
    )
  )
}

function matchesRule(rule: unknown, { resource, subresource, operation }: Attributes): boolean {
  const includes = (name: string, value: string): boolean => {
    const wanted = listOf(valueAt(rule, name))
    return wanted.includes('*') || wanted.includes(value)
  }
  const scope = valueAt(rule, 'scope')
  const isInScope =
    scope === 'Namespaced' ? resource.namespaced : scope === 'Cluster' ? !resource.namespaced : true
  const sub = subresource?.name ?? ''
  const matchesResource = listOf(valueAt(rule, 'resources')).some((each) => {
    const [plural, part = ''] = String(each).split('/')
    return (plural === '*' || plural === resource.plural) && (each === '*/*' || part === '*' || part === sub)
  })
  return (
    isInScope &&
    matchesResource &&
    includes('operations', operation) &&
    includes('apiGroups', resource.group) &&
    includes('apiVersions', resource.version)
  )
}

/** A namespace is selected by its own labels; what lies in none is never left out. */
function matchesNamespace(needs: ApiServerNeeds, selector: unknown, attributes: Attributes): boolean {
  const { resource, namespace, object, oldObject } = attributes
  if (resource.plural === 'namespaces' && resource.group === '')
    return matchesSelector(selector, valueAt(object ?? oldObject, 'metadata', 'labels'))
  if (!resource.namespaced) return true
  return matchesSelector(selector, findObject(needs, 'namespaces', '', namespace)?.metadata.labels)
}

function targetOf(needs: ApiServerNeeds, client: JsonObject, timeoutSeconds: number): WebhookTarget {
  const bundle = textOf(client['caBundle'])
  const ca = bundle === undefined ? {} : { ca: Buffer.from(bundle, 'base64').toString('utf8') }
  const url = textOf(client['url'])
  if (url !== undefined) return { url, ...ca }
  const service = objectOf(client['service'])
  const [namespace, name, path] = ['namespace', 'name', 'path'].map(
    (part) => textOf(service[part]) ?? '',
  ) as [string, string, string]
  const port = Number(service['port'] ?? 443)
  const serverName = `${name}.${namespace}.svc`
  const address = findAddress(needs, namespace, name, port)
  if (address === undefined)
    throw new Error(
      `Post "https://${serverName}:${port}${path}?timeout=${timeoutSeconds}s": ${problemOf(needs, namespace, name)}`,
    )
  return { url: `https://${address}${path}`, serverName, ...ca }
}

const problemOf = (needs: ApiServerNeeds, namespace: string, name: string): string =>
  findObject(needs, 'services', namespace, name) === undefined
    ? `service "${name}" not found`
    : `no endpoints available for service "${name}"`

/** Where a service leads to: the name that it stands for, or an endpoint of it that is ready. */
function findAddress(
  needs: ApiServerNeeds,
  namespace: string,
  name: string,
  port: number,
): string | undefined {
  const service = findObject(needs, 'services', namespace, name)
  if (service === undefined) return undefined
  if (valueAt(service, 'spec', 'type') === 'ExternalName')
    return `${textOf(valueAt(service, 'spec', 'externalName')) ?? ''}:${port}`
  const wanted = listOf(valueAt(service, 'spec', 'ports')).find((each) => valueAt(each, 'port') === port)
  const portName = textOf(valueAt(wanted, 'name')) ?? ''
  for (const { value: slice } of listEntries(
    needs.store,
    needs,
    'endpointslices.discovery.k8s.io',
    namespace,
  )) {
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== name) continue
    const target = listOf(slice['ports']).find((each) => (valueAt(each, 'name') ?? '') === portName)
    const ready = listOf(slice['endpoints']).find(
      (each) => isObject(each) && valueAt(each, 'conditions', 'ready') !== false,
    )
    const [address] = listOf(valueAt(ready, 'addresses'))
    if (target !== undefined && typeof address === 'string')
      return `${address}:${String(valueAt(target, 'port'))}`
  }
  return undefined
}
