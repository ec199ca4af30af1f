/** The permissions boundary of a role or user. */
import type { HolderName } from './holder-name.ts'
import type { Reader } from '../../store/index.ts'
import type { Call } from '../protocol/index.ts'
import { requirePolicyArn } from './arns.ts'
import { boundaryNotFound, policyNotAttachable, serviceRolePolicyNotAttachable } from './errors.ts'
import type { IamNeeds } from './needs.ts'
import { requireChangeable } from './service-linked-roles.ts'
import { findPolicy, isServiceRolePolicy } from './policies.ts'
import { deleteAttachment, putAttachment, putHolder, requireHolder } from './store.ts'

export async function putBoundary(needs: IamNeeds, target: HolderName, policyArn: string): Promise<void> {
  requirePolicyArn(policyArn, target.partition)
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, target.kind, target.account, target.name)
    requireChangeable(target.kind, holder)
    const policy = findPolicy(txn, target.account, policyArn)
    if (policy === undefined) throw policyNotAttachable(policyArn)
    if (isServiceRolePolicy(policy)) throw serviceRolePolicyNotAttachable()
    if (holder.boundary !== undefined) deleteAttachment(txn, holder, holder.boundary, 'PermissionsBoundary')
    putHolder(txn, target.kind, { ...holder, boundary: policyArn })
    putAttachment(txn, target.kind, holder, policyArn, 'PermissionsBoundary')
  })
}

/** Taking away a boundary that is not there changes nothing. */
export async function deleteBoundary(needs: IamNeeds, target: HolderName): Promise<void> {
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, target.kind, target.account, target.name)
    requireChangeable(target.kind, holder)
    if (holder.boundary === undefined) return
    deleteAttachment(txn, holder, holder.boundary, 'PermissionsBoundary')
    putHolder(txn, target.kind, { ...holder, boundary: undefined })
  })
}

/** The boundary that a new role or user is to have. */
export function requireBoundary(
  from: Reader,
  { account, partition }: Pick<Call, 'account' | 'partition'>,
  policyArn: string | undefined,
): void {
  if (policyArn === undefined) return
  requirePolicyArn(policyArn, partition)
  const policy = findPolicy(from, account, policyArn)
  if (policy === undefined || isServiceRolePolicy(policy)) throw boundaryNotFound(policyArn)
}
