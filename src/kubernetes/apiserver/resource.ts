/** The kinds of objects that this API server keeps. */

export interface Resource {
  /** In paths: `pods`. */
  readonly plural: 'namespaces' | 'serviceaccounts' | 'pods'
  readonly singular: string
  readonly kind: 'Namespace' | 'ServiceAccount' | 'Pod'
  readonly namespaced: boolean
  readonly shortName: string
  readonly verbs: readonly Verb[]
  readonly subresources: readonly Subresource[]
}

export type Verb = 'create' | 'delete' | 'get' | 'list' | 'patch' | 'watch'

export interface Subresource {
  readonly name: 'token' | 'status'
  readonly kind: string
  readonly verbs: readonly Verb[]
}

const verbs: readonly Verb[] = ['create', 'delete', 'get', 'list', 'patch', 'watch']

export const resources: readonly Resource[] = [
  {
    plural: 'namespaces',
    singular: 'namespace',
    kind: 'Namespace',
    namespaced: false,
    shortName: 'ns',
    verbs,
    subresources: [],
  },
  {
    plural: 'pods',
    singular: 'pod',
    kind: 'Pod',
    namespaced: true,
    shortName: 'po',
    verbs,
    subresources: [{ name: 'status', kind: 'Pod', verbs: ['get', 'patch'] }],
  },
  {
    plural: 'serviceaccounts',
    singular: 'serviceaccount',
    kind: 'ServiceAccount',
    namespaced: true,
    shortName: 'sa',
    verbs,
    subresources: [{ name: 'token', kind: 'TokenRequest', verbs: ['create'] }],
  },
]
