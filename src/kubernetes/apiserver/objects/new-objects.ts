/** Objects that the server makes of its own accord. */
import { objectOf, textOf } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { newUid } from './names.ts'
import type { KubernetesObject } from './objects.ts'
import { timestamp } from './timestamp.ts'

type Maker = Pick<ApiServerNeeds, 'now' | 'random'>

export const newAccount = ({ now, random }: Maker, namespace: string, name: string): KubernetesObject => ({
  metadata: { name, namespace, uid: newUid(random), creationTimestamp: timestamp(now()) },
})

/** By which pods know the API server; every namespace has one. */
export const rootCaMap = ({ now, random }: Maker, namespace: string, ca: string): KubernetesObject => ({
  metadata: {
    name: 'kube-root-ca.crt',
    namespace,
    uid: newUid(random),
    creationTimestamp: timestamp(now()),
    annotations: {
      'kubernetes.io/description':
        'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
    },
  },
  data: { 'ca.crt': ca },
})

/** Every namespace carries its own name as a label, so that selectors can pick it. */
export function newNamespace(object: KubernetesObject): KubernetesObject {
  const { metadata } = object
  const labels = { ...objectOf(metadata.labels), 'kubernetes.io/metadata.name': metadata.name }
  const plain = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, textOf(value) ?? '']))
  return {
    ...object,
    metadata: { ...metadata, labels: plain },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }
}
