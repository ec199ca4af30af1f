/** As whom a principal comes to a cluster: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html */
import { assumedRoleArn } from '../../../arn/index.ts'
import { invalidParameter } from '../errors.ts'
import type { EntryPrincipal } from './principal.ts'
import type { EntryType } from './record.ts'

export interface KubernetesIdentity {
  readonly username: string
  readonly kubernetesGroups: readonly string[]
}

/** Nodes are known by what runs them, and nobody chooses their name or groups. */
const ofNodes: Readonly<Record<Exclude<EntryType, 'STANDARD'>, KubernetesIdentity>> = {
  EC2: { username: 'system:node:{{EC2PrivateDNSName}}', kubernetesGroups: ['system:nodes'] },
  EC2_LINUX: { username: 'system:node:{{EC2PrivateDNSName}}', kubernetesGroups: ['system:nodes'] },
  EC2_WINDOWS: {
    username: 'system:node:{{EC2PrivateDNSName}}',
    kubernetesGroups: ['eks:kube-proxy-windows', 'system:nodes'],
  },
  FARGATE_LINUX: {
    username: 'system:node:{{SessionName}}',
    kubernetesGroups: ['system:node-proxier', 'system:nodes'],
  },
  HYBRID_LINUX: { username: 'system:node:{{SessionName}}', kubernetesGroups: ['system:nodes'] },
  HYPERPOD_LINUX: { username: 'system:node:{{SessionName}}', kubernetesGroups: ['system:nodes'] },
}

export const defaultIdentity = (type: EntryType, principal: EntryPrincipal): KubernetesIdentity =>
  type === 'STANDARD' ? { username: standardUsername(principal), kubernetesGroups: [] } : ofNodes[type]

/** A role's path is left out, as in the ARNs of its sessions. */
function standardUsername({ kind, arn, partition, account, name }: EntryPrincipal): string {
  return kind === 'role' ? assumedRoleArn(partition, account, name, '{{SessionName}}') : arn
}

const reserved = ['system:', 'eks:', 'aws:', 'amazon:', 'iam:']

export function checkUsername(username: string): void {
  const prefix = reserved.find((each) => username.startsWith(each))
  if (prefix !== undefined) throw invalidParameter(`The username must not begin with ${prefix}`)
  const session = username.search(/\{\{SessionName(Raw)?\}\}/)
  // Else one session could call itself as another principal is called.
  if (session !== -1 && !username.slice(0, session).includes(':'))
    throw invalidParameter('The username must contain a colon before {{SessionName}} or {{SessionNameRaw}}')
}

export function checkGroups(groups: readonly string[]): void {
  for (const group of groups) {
    const prefix = reserved.find((each) => group.startsWith(each))
    if (prefix !== undefined)
      throw invalidParameter(`The kubernetes group name ${group} is invalid, it cannot start with ${prefix}`)
    if (group === '') throw invalidParameter('The kubernetes group name must not be empty')
  }
}
