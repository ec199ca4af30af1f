/** Does what the controller manager does to the roles that gather others, where only an API server runs. */
import { listOf, valueAt, type KubernetesClient } from '../../../src/kubernetes/api/index.ts'
import { valueOf } from './objects.ts'

const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
const parts = {
  view: ['view'],
  edit: ['edit', 'view'],
  admin: ['admin', 'edit', 'view'],
}

export async function aggregateRoles(client: KubernetesClient): Promise<void> {
  for (const [role, names] of Object.entries(parts)) {
    if (listOf(valueOf(await client.get(`${path}/${role}`))['rules']).length > 0) continue
    const rules: unknown[] = []
    for (const name of names)
      rules.push(
        ...listOf(valueAt(valueOf(await client.get(`${path}/system:aggregate-to-${name}`)), 'rules')),
      )
    valueOf(await client.patch(`${path}/${role}`, { rules }))
  }
}
