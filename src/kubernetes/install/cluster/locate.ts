/** Where objects are in the Kubernetes API. */
import { textOf, valueAt, type JsonObject } from '../../api/index.ts'

const plurals: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
  Lease: 'leases',
  Issuer: 'issuers',
  Certificate: 'certificates',
  Service: 'services',
  NetworkPolicy: 'networkpolicies',
  PodDisruptionBudget: 'poddisruptionbudgets',
  Deployment: 'deployments',
  ServiceMonitor: 'servicemonitors',
  MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
}

export const kindOf = (object: JsonObject): string => textOf(object['kind']) ?? ''
export const nameOf = (object: JsonObject): string => textOf(valueAt(object, 'metadata', 'name')) ?? ''
export const namespaceNameOf = (object: JsonObject): string =>
  textOf(valueAt(object, 'metadata', 'namespace')) ?? ''

/** As people say it: `Deployment pod-identity-webhook/pod-identity-webhook`. */
export const titleOf = (object: JsonObject): string =>
  `${kindOf(object)} ${[namespaceNameOf(object), nameOf(object)].filter((part) => part !== '').join('/')}`

export const versionAndTitleOf = (object: JsonObject): string =>
  `${textOf(object['apiVersion']) ?? ''} ${titleOf(object)}`

export function pathOfObject(object: JsonObject): string {
  const version = textOf(object['apiVersion']) ?? ''
  const plural = plurals[kindOf(object)]
  if (plural === undefined) throw new TypeError(`nothing is known of kind ${kindOf(object)}`)
  const namespace = namespaceNameOf(object)
  return [
    version.includes('/') ? '/apis' : '/api',
    version,
    ...(namespace === '' ? [] : ['namespaces', encodeURIComponent(namespace)]),
    plural,
    encodeURIComponent(nameOf(object)),
  ].join('/')
}
