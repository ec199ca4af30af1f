/** The namespace of an installation, where nobody has made one: its pods are held to the restricted standard. */
import type { JsonObject } from '../../api/index.ts'
import type { Release, Values } from '../values/values.ts'

export const namespaceOf = (
  { namespace, manager }: Release,
  { hostNetwork }: Pick<Values, 'hostNetwork'>,
): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: namespace,
    labels: {
      'app.kubernetes.io/part-of': 'podpass',
      'app.kubernetes.io/managed-by': manager,
      // No other standard lets pods use the host's network.
      'pod-security.kubernetes.io/enforce': hostNetwork ? 'privileged' : 'restricted',
    },
  },
})
