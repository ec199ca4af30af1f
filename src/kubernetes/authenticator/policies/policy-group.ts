/** The group that stands for an EKS access policy in the cluster, so that RBAC can be bound to it. */
import { roleOfPolicy } from './policy-roles.ts'

/** EKS lets no access entry name groups that begin with `eks:`. */
export const groupPrefix = 'eks:access-policy:'

export interface PolicyGroup {
  readonly policy: string
  /** A name, which may end in a star; the whole cluster when absent. */
  readonly namespace?: string
}

/** Undefined for a policy that gives nobody anything here. */
export function groupOf(policyArn: string, namespace?: string): string | undefined {
  const policy = /:cluster-access-policy\/(\w+)$/.exec(policyArn)?.[1]
  if (policy === undefined || roleOfPolicy(policy) === undefined) return undefined
  return `${groupPrefix}${policy}${namespace === undefined ? '' : `:${namespace}`}`
}

export function readGroup(group: string): PolicyGroup | undefined {
  if (!group.startsWith(groupPrefix)) return undefined
  const [policy = '', namespace] = group.slice(groupPrefix.length).split(':')
  if (roleOfPolicy(policy) === undefined) return undefined
  return { policy, ...(namespace !== undefined && { namespace }) }
}

/** As EKS matches: a star stands at the end, for anything. */
export const coversNamespace = (pattern: string, namespace: string): boolean =>
  pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : pattern === namespace
