/** CreatePolicy: makes a managed policy of the account, with its first version. */
import { newUniqueId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { arnOfPolicy } from '../arns.ts'
import { policyCreation } from '../authorize.ts'
import { policyExists, quotaExceeded } from '../errors.ts'
import { policiesPrefix, policyKey } from '../keys.ts'
import type { PolicyRecord, Tag } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { listedPolicyOutput, type PolicyOutput } from '../outputs.ts'
import { requirePolicyByArn } from '../policies.ts'
import { requireManagedDocument } from '../policy-changes.ts'
import { quotas } from '../quotas.ts'
import { findPolicyRecord, putPolicyId } from '../store.ts'
import { thingTags } from '../tags.ts'

interface CreatePolicyInput {
  readonly PolicyName: string
  readonly PolicyDocument: string
  readonly Path?: string
  readonly Description?: string
  readonly Tags?: readonly Tag[]
}

export const createPolicy = (
  needs: IamNeeds,
): Operation<CreatePolicyInput, { readonly Policy: PolicyOutput }> => ({
  authorize: (input, call) => policyCreation(call, input),
  invoke: async (input, call) => {
    const tags = thingTags.check(input.Tags)
    requireManagedDocument(input.PolicyDocument)
    const createdAt = Math.floor(call.now / 1000) * 1000
    const policy: PolicyRecord = {
      id: newUniqueId('ANPA', needs.random),
      name: input.PolicyName,
      path: input.Path ?? '/',
      account: call.account,
      partition: call.partition,
      description: input.Description,
      createdAt,
      updatedAt: createdAt,
      tags,
      defaultVersionId: 'v1',
      nextVersion: 2,
      versions: [{ id: 'v1', document: input.PolicyDocument, createdAt }],
    }
    await needs.store.write((txn) => {
      if (findPolicyRecord(txn, call.account, policy.name) !== undefined) throw policyExists(policy.name)
      const limit = quotas.PoliciesPerAccount
      if (txn.list(policiesPrefix(call.account), { limit }).length >= limit)
        throw quotaExceeded('PoliciesPerAccount')
      txn.put(policyKey(call.account, policy.name), policy)
      putPolicyId(txn, policy)
    })
    const made = requirePolicyByArn(needs.store, call.account, arnOfPolicy(policy))
    const output = listedPolicyOutput(needs.store, call.account, made)
    return { Policy: tags.length === 0 ? output : { ...output, Tags: tags } }
  },
})
