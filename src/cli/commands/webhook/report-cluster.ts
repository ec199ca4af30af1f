/** Which cluster a report is of, and what is known of its roles. */
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import {
  inClusterConfig,
  loadKubeconfig,
  pathOf,
  textOf,
  valueAt,
  type ClientFacts,
  type KubernetesClient,
} from '../../../kubernetes/api/index.ts'
import {
  findRoleEntry,
  loadReport,
  readPodIdentities,
  readRoleMap,
  type RoleMap,
  type ScanNeeds,
  type WebhookOptions,
} from '../../../kubernetes/webhook/index.ts'
import { Failure, WrongUse } from '../../failure.ts'
import { readInput } from '../../read-input.ts'

const { listAccounts } = await loadReport()

export interface ClusterChoice {
  readonly kubeconfig?: string
  readonly context?: string
  readonly inCluster?: true
}

/** As kubectl: the file that is named, $KUBECONFIG, ~/.kube/config, and else the cluster around this pod. */
export function findClient({ kubeconfig, context, inCluster }: ClusterChoice): ClientFacts {
  if (inCluster === true) {
    if (kubeconfig !== undefined || context !== undefined)
      throw new WrongUse('--in-cluster goes without --kubeconfig and --context')
    return around()
  }
  const path = kubeconfig ?? byDefault()
  if (path === undefined) return around()
  const config = loadKubeconfig(path, context === undefined ? {} : { context })
  if (!config.ok) throw new Failure(config.problem)
  return config.client
}

function byDefault(): string | undefined {
  const [first] = (process.env['KUBECONFIG'] ?? '').split(delimiter).filter((each) => each !== '')
  if (first !== undefined) return first
  const own = join(homedir(), '.kube', 'config')
  return existsSync(own) ? own : undefined
}

function around(): ClientFacts {
  const facts = inClusterConfig({ env: process.env })
  if (facts === undefined) throw new WrongUse('outside of a cluster --kubeconfig is needed')
  return facts
}

export interface KnowledgeChoice {
  readonly namespace?: string
  readonly roleMapNamespace?: string
  readonly podIdentities?: string
}

export interface Knowledge {
  readonly find: Pick<ScanNeeds, 'findServiceAccount' | 'findRoleEntry' | 'hasPodIdentity'>
  readonly notes: readonly string[]
}

export async function readKnowledge(
  client: KubernetesClient,
  choice: KnowledgeChoice,
  { annotationPrefix, upstreamCompatible }: WebhookOptions,
  signal: AbortSignal,
): Promise<Knowledge> {
  const { namespace, podIdentities } = choice
  const identities = readPodIdentities(podIdentities === undefined ? '' : await readInput(podIdentities))
  if (!identities.ok) throw new Failure(`\`${podIdentities}\` cannot be used: ${identities.problem}`)
  const roles = await readRoles(client, choice)
  const accounts = await listAccounts({ client, annotationPrefix, namespace, signal })
  if (!accounts.ok) throw new Failure(`the service accounts cannot be read: ${accounts.problem.message}`)
  return {
    find: {
      findServiceAccount: accounts.find,
      findRoleEntry: (space, name) => findRoleEntry(roles.map, space, name, upstreamCompatible),
      hasPodIdentity: (space, name) => identities.keys.has(`${space}/${name}`),
    },
    notes: [...roles.problems, ...identities.problems],
  }
}

async function readRoles(
  client: KubernetesClient,
  { roleMapNamespace }: KnowledgeChoice,
): Promise<{ readonly map: RoleMap; readonly problems: readonly string[] }> {
  let text = '{}'
  if (roleMapNamespace !== undefined) {
    const answer = await client.get(pathOf('configmaps', roleMapNamespace, 'pod-identity-webhook'))
    if (!answer.ok) throw new Failure(`the role map cannot be read: ${answer.problem.message}`)
    text = textOf(valueAt(answer.value, 'data', 'config')) ?? '{}'
  }
  const read = readRoleMap(text)
  if (!read.ok) throw new Failure(`the role map cannot be used: ${read.problem}`)
  return read
}
