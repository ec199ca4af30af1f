/** The roles and bindings that every cluster has, as the real API server makes them. */
import type { Ask } from './ask-server.ts'

interface Item {
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: object
    readonly annotations?: object
  }
  readonly [member: string]: unknown
}

export async function readDefaultRoles(ask: Ask): Promise<Readonly<Record<string, readonly object[]>>> {
  const plurals = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings']
  const lists: (readonly [string, readonly object[]])[] = []
  for (const plural of plurals) {
    const { items } = await ask<{ items: readonly Item[] }>(`/apis/rbac.authorization.k8s.io/v1/${plural}`)
    lists.push([plural, items.map(bare)])
  }
  return Object.fromEntries(lists)
}

/** Without what each cluster says in its own way. */
function bare({ metadata, ...rest }: Item): object {
  const { name, namespace, labels, annotations } = metadata
  return { metadata: { name, namespace, labels, annotations }, ...rest }
}
