/** Sees to it that the groups of access policies are bound to their ClusterRoles before anybody comes with them. */
import { sleep, textOf, valueAt, walkList, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import { coversNamespace, readGroup, type PolicyGroup } from './policy-group.ts'
import { roleOfPolicy } from './policy-roles.ts'

export interface BindingKeeper {
  /** Never rejects: whoever has no binding is told so by the API server. */
  readonly ensure: (groups: readonly string[]) => Promise<void>
}

export interface BindingNeeds {
  readonly client: KubernetesClient
  readonly signal: AbortSignal
  readonly now: () => number
  readonly tell: (problem: string) => void
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const apiGroup = 'rbac.authorization.k8s.io'

/** An API server hears of a new binding by its own watch, which takes it a moment, in milliseconds. */
const settling = 250

/** A binding that was taken away, or a namespace that came later, is seen to again after so many milliseconds. */
const memory = 30_000

export function keepBindings(needs: BindingNeeds): BindingKeeper {
  const ensured = new Map<string, { readonly at: number; readonly done: Promise<void> }>()
  const ensure = (group: string): Promise<void> => {
    const known = ensured.get(group)
    if (known !== undefined && needs.now() - known.at < memory) return known.done
    const done = bind(needs, group).catch((error: unknown) => {
      ensured.delete(group)
      needs.tell(`group ${group} is not bound: ${(error as Error).message}`)
    })
    // Groups are as many as policies and scopes in use, and each is one short text.
    ensured.set(group, { at: needs.now(), done })
    return done
  }
  return { ensure: async (groups) => void (await Promise.all(groups.map(ensure))) }
}

async function bind(needs: BindingNeeds, group: string): Promise<void> {
  const use = readGroup(group)
  if (use === undefined) return
  const { client, signal, wait = sleep } = needs
  let isNew = await createRole(client, use)
  for (const { path, kind } of await placesOf(needs, use))
    isNew = (await create(client, path, bindingOf(kind, group, use))) || isNew
  if (isNew) await wait(settling, signal)
}

interface Place {
  readonly path: string
  readonly kind: string
}

async function placesOf(needs: BindingNeeds, { namespace }: PolicyGroup): Promise<readonly Place[]> {
  if (namespace === undefined) return [{ path: `${rbac}/clusterrolebindings`, kind: 'ClusterRoleBinding' }]
  return (await namespacesFor(needs, namespace)).map((name) => ({
    path: `${rbac}/namespaces/${encodeURIComponent(name)}/rolebindings`,
    kind: 'RoleBinding',
  }))
}

async function createRole(client: KubernetesClient, { policy }: PolicyGroup): Promise<boolean> {
  const role = roleOfPolicy(policy)
  if (role?.rules === undefined) return false
  const { name, rules } = role
  const metadata = { name, labels }
  return create(client, `${rbac}/clusterroles`, {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRole',
    metadata,
    rules,
  })
}

const labels = { 'app.kubernetes.io/managed-by': 'podpass-authenticator' }

/** A colon is allowed in names of RBAC's kinds, a star is not. */
const bindingOf = (kind: string, group: string, { policy }: PolicyGroup): JsonObject => ({
  apiVersion: `${apiGroup}/v1`,
  kind,
  metadata: { name: group.replaceAll('*', ':any'), labels },
  roleRef: { apiGroup, kind: 'ClusterRole', name: roleOfPolicy(policy)!.name },
  subjects: [{ apiGroup, kind: 'Group', name: group }],
})

/** Whether it is new. What is there already stays: an operator may have changed it. */
async function create(client: KubernetesClient, path: string, object: JsonObject): Promise<boolean> {
  const answer = await client.create(path, object)
  if (!answer.ok && answer.problem.code !== 409 && answer.problem.code !== 404)
    throw new Error(answer.problem.message)
  return answer.ok
}

async function namespacesFor(
  { client, signal }: Pick<BindingNeeds, 'client' | 'signal'>,
  pattern: string,
): Promise<readonly string[]> {
  if (!pattern.endsWith('*')) return [pattern]
  const names: string[] = []
  const onItem = (item: JsonObject): void => {
    const name = textOf(valueAt(item, 'metadata', 'name'))
    if (name !== undefined && coversNamespace(pattern, name)) names.push(name)
  }
  const problem = await walkList(client, { path: '/api/v1/namespaces', signal, onItem })
  if (problem !== undefined) throw new Error(problem.message)
  return names
}
