/** Managed policies attached to roles, users and groups. */
import type { HolderName } from './holder-name.ts'
import { requirePolicyArn } from './arns.ts'
import {
  policyNotAttachable,
  policyNotFound,
  quotaExceeded,
  serviceRolePolicyNotAttachable,
} from './errors.ts'
import type { IamNeeds } from './needs.ts'
import { requireChangeable } from './service-linked-roles.ts'
import { byPosition, type PageInput, pageOf } from './paging.ts'
import { findPolicy, isServiceRolePolicy } from './policies.ts'
import { quotas } from './quotas.ts'
import { deleteAttachment, putAttachment, putHolder, requireHolder } from './store.ts'

const quotaOf = { role: 'PoliciesPerRole', user: 'PoliciesPerUser', group: 'PoliciesPerGroup' } as const

/** Attaching what is attached already changes nothing. */
export async function attachPolicy(needs: IamNeeds, target: HolderName, policyArn: string): Promise<void> {
  requirePolicyArn(policyArn, target.partition)
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, target.kind, target.account, target.name)
    requireChangeable(target.kind, holder)
    const policy = findPolicy(txn, target.account, policyArn)
    if (policy === undefined) throw policyNotAttachable(policyArn)
    if (isServiceRolePolicy(policy)) throw serviceRolePolicyNotAttachable()
    if (holder.attachedPolicies.includes(policyArn)) return
    const quota = quotaOf[target.kind]
    if (holder.attachedPolicies.length >= quotas[quota]) throw quotaExceeded(quota)
    putHolder(txn, target.kind, { ...holder, attachedPolicies: [...holder.attachedPolicies, policyArn] })
    putAttachment(txn, target.kind, holder, policyArn, 'PermissionsPolicy')
  })
}

export async function detachPolicy(needs: IamNeeds, target: HolderName, policyArn: string): Promise<void> {
  requirePolicyArn(policyArn, target.partition)
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, target.kind, target.account, target.name)
    requireChangeable(target.kind, holder)
    if (!holder.attachedPolicies.includes(policyArn)) throw policyNotFound(policyArn)
    const attachedPolicies = holder.attachedPolicies.filter((arn) => arn !== policyArn)
    putHolder(txn, target.kind, { ...holder, attachedPolicies })
    deleteAttachment(txn, holder, policyArn, 'PermissionsPolicy')
  })
}

export interface ListAttachedInput extends PageInput {
  readonly PathPrefix?: string
}

export function listAttachedPolicies(needs: IamNeeds, target: HolderName, input: ListAttachedInput) {
  const holder = requireHolder(needs.store, target.kind, target.account, target.name)
  const attached = holder.attachedPolicies
    .map((arn) => requirePolicyArn(arn, target.partition))
    .map(({ path, name }, index) => ({ path, name, arn: holder.attachedPolicies[index]! }))
    .filter((policy) => policy.path.startsWith(input.PathPrefix ?? '/'))
  const { items, marks } = pageOf(attached, input, byPosition)
  return {
    AttachedPolicies: items.map((policy) => ({ PolicyName: policy.name, PolicyArn: policy.arn })),
    ...marks,
  }
}
