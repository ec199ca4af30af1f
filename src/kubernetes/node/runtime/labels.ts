/** The labels by which a node finds its containers again; its directory tells it from nodes of other clusters. */
import type { Container, Pod } from '../pods/read-pod.ts'

const ofNode = 'podpass.directory'

export const nodeLabel = (directory: string): string => `${ofNode}=${directory}`

export const labelsOf = (
  node: { readonly name: string; readonly directory: string },
  pod: Pick<Pod, 'name' | 'namespace' | 'uid'>,
  container: Pick<Container, 'name'>,
): Readonly<Record<string, string>> => ({
  'podpass.node': node.name,
  [ofNode]: node.directory,
  'io.kubernetes.pod.namespace': pod.namespace,
  'io.kubernetes.pod.name': pod.name,
  'io.kubernetes.pod.uid': pod.uid,
  'io.kubernetes.container.name': container.name,
})
