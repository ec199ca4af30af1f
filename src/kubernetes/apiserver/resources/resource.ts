/** The kinds of objects that this API server keeps or answers, as the generated table has them. */
import table from '../tables/resources.json' with { type: 'json' }

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch'

export interface Resource {
  /** The core group's is empty. */
  readonly group: string
  readonly version: string
  /** In paths: `pods`. */
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly verbs: readonly Verb[]
  readonly storageVersionHash?: string
  readonly subresources: readonly Subresource[]
  /** How a list of them is shown. */
  readonly columns: readonly Column[]
}

export interface Subresource {
  readonly name: string
  readonly kind: string
  /** Of the kind, where it is not the resource's own. */
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly Verb[]
}

export interface Column {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly description: string
  /** 0 is always shown, 1 when more is wished for. */
  readonly priority: number
}

export const resources = table as readonly Resource[]

const byName = new Map(resources.map((resource) => [qualified(resource), resource]))

/** By the plural name with the group behind a dot: `deployments.apps`. */
export function resourceOf(name: string): Resource {
  const found = byName.get(name)
  if (found === undefined) throw new TypeError(`no resource \`${name}\` is served`)
  return found
}

/** The resource's plural name, with its group where it has one: `deployments.apps`. */
export function qualified({ plural, group }: Pick<Resource, 'plural' | 'group'>): string {
  return group === '' ? plural : `${plural}.${group}`
}

export const apiVersionOf = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`

/** The kind with its group, as refusals name it: `Deployment.apps`. */
export const kindWithGroup = ({ kind, group }: Pick<Resource, 'kind' | 'group'>): string =>
  group === '' ? kind : `${kind}.${group}`

/** As kube-apiserver's own packages are called: `apps` of `apps`, `rbac` of `rbac.authorization.k8s.io`. */
export const packageOf = (group: string): string => (group === '' ? 'core' : group.split('.')[0]!)

/** The Go type of an object of this kind. */
export const goTypeOf = ({ group, version, kind }: Pick<Resource, 'group' | 'version' | 'kind'>): string =>
  `${packageOf(group)}/${version}.${kind}`

/** Whether objects are kept of it; of the others, only questions are answered. */
export const isKept = ({ verbs }: Resource): boolean => verbs.includes('get')
