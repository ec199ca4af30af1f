/** CreatePolicyVersion: adds a version to a managed policy, which has five at most. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import { limitExceeded } from '../errors.ts'
import type { PolicyRecord, PolicyVersionRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { listedVersionOutput, type PolicyVersionOutput } from '../outputs.ts'
import { changePolicy, type PolicyInput, requireManagedDocument } from '../policy-changes.ts'
import { quotas } from '../quotas.ts'

interface CreatePolicyVersionInput extends PolicyInput {
  readonly PolicyDocument: string
  readonly SetAsDefault?: boolean
}

export const createPolicyVersion = (
  needs: IamNeeds,
): Operation<CreatePolicyVersionInput, { readonly PolicyVersion: PolicyVersionOutput }> => ({
  authorize: onPolicy(needs, 'iam:CreatePolicyVersion'),
  invoke: async (input, call) => {
    const createdAt = Math.floor(call.now / 1000) * 1000
    const policy = await changePolicy(needs, call, input, (before) => {
      requireManagedDocument(input.PolicyDocument)
      const id = `v${before.nextVersion}`
      const version = { id, document: input.PolicyDocument, createdAt }
      return withVersion(before, version, input.SetAsDefault ?? false)
    })
    return { PolicyVersion: listedVersionOutput(policy, policy.versions.at(-1)!) }
  },
})

function withVersion(policy: PolicyRecord, version: PolicyVersionRecord, isDefault: boolean): PolicyRecord {
  if (policy.versions.length >= quotas.VersionsPerPolicy)
    throw limitExceeded(
      `A managed policy can have up to ${quotas.VersionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
    )
  return {
    ...policy,
    versions: [...policy.versions, version],
    nextVersion: policy.nextVersion + 1,
    updatedAt: version.createdAt,
    defaultVersionId: isDefault ? version.id : policy.defaultVersionId,
  }
}
