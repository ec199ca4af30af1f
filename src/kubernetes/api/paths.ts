/** Paths of the core API. */

export type Plural =
  | 'namespaces'
  | 'serviceaccounts'
  | 'pods'
  | 'configmaps'
  | 'secrets'
  | 'services'
  | 'events'

/** `/api/v1/namespaces/NAMESPACE/pods/NAME/status`; without a namespace, across all of them. */
export function pathOf(plural: Plural, namespace = '', name = '', subresource = ''): string {
  const steps = [
    ...(namespace === '' || plural === 'namespaces' ? [] : ['namespaces', namespace]),
    plural,
    ...(name === '' ? [] : [name]),
    ...(subresource === '' ? [] : [subresource]),
  ]
  return `/api/v1/${steps.map(encodeURIComponent).join('/')}`
}
