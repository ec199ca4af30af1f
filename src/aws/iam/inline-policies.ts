/** Inline policies, which roles, users and groups hold in the same way. */
import type { HolderName } from './holder-name.ts'
import { policySize } from '../../policy/index.ts'
import { encodeDocument, requirePolicy } from './documents.ts'
import { inlinePolicyNotFound, limitExceeded } from './errors.ts'
import type { Holder, HolderKind, InlinePolicy } from './model.ts'
import type { IamNeeds } from './needs.ts'
import { requireChangeable } from './service-linked-roles.ts'
import { inOrder, type PageInput, pageOf } from './paging.ts'
import { quotas } from './quotas.ts'
import { putHolder, requireHolder } from './store.ts'

/** Adds the policy, or writes over the one of the same name. */
export async function putInlinePolicy(
  needs: IamNeeds,
  target: HolderName,
  policy: InlinePolicy,
): Promise<void> {
  requireHolder(needs.store, target.kind, target.account, target.name)
  requirePolicy(policy.document, 'identity')
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, target.kind, target.account, target.name)
    requireChangeable(target.kind, holder)
    const others = holder.inlinePolicies.filter((other) => other.name !== policy.name)
    const inlinePolicies = [...others, policy]
    checkSize(target.kind, holder, inlinePolicies)
    putHolder(txn, target.kind, { ...holder, inlinePolicies })
  })
}

export async function deleteInlinePolicy(
  needs: IamNeeds,
  target: HolderName,
  policyName: string,
): Promise<void> {
  await needs.store.write((txn) => {
    const holder = requireHolder(txn, target.kind, target.account, target.name)
    requireChangeable(target.kind, holder)
    findInlinePolicy(target.kind, holder, policyName)
    const inlinePolicies = holder.inlinePolicies.filter((policy) => policy.name !== policyName)
    putHolder(txn, target.kind, { ...holder, inlinePolicies })
  })
}

export interface InlinePolicyOutput {
  readonly PolicyName: string
  readonly PolicyDocument: string
}

export function getInlinePolicy(needs: IamNeeds, target: HolderName, policyName: string): InlinePolicyOutput {
  const holder = requireHolder(needs.store, target.kind, target.account, target.name)
  const policy = findInlinePolicy(target.kind, holder, policyName)
  return { PolicyName: policy.name, PolicyDocument: encodeDocument(policy.document) }
}

export function listInlinePolicies(needs: IamNeeds, target: HolderName, input: PageInput) {
  const holder = requireHolder(needs.store, target.kind, target.account, target.name)
  const names = holder.inlinePolicies.map((policy) => policy.name).sort(inOrder)
  const { items, marks } = pageOf(names, input, (name) => name)
  return { PolicyNames: items, ...marks }
}

function findInlinePolicy(kind: HolderKind, holder: Holder, policyName: string): InlinePolicy {
  const policy = holder.inlinePolicies.find((one) => one.name === policyName)
  if (policy === undefined) throw inlinePolicyNotFound(kind, policyName)
  return policy
}

const sizeLimits = {
  role: quotas.inlinePolicySizePerRole,
  user: quotas.inlinePolicySizePerUser,
  group: quotas.inlinePolicySizePerGroup,
} as const

function checkSize(kind: HolderKind, holder: Holder, policies: readonly InlinePolicy[]): void {
  const limit = sizeLimits[kind]
  const size = policies.reduce((sum, policy) => sum + policySize(policy.document), 0)
  if (size > limit)
    throw limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${kind} ${holder.name}`)
}
