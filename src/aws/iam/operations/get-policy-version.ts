/** GetPolicyVersion: one version of a managed policy, with its document. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicy } from '../authorize.ts'
import { policyVersionNotFound } from '../errors.ts'
import type { IamNeeds } from '../needs.ts'
import { versionOutput, type PolicyVersionOutput } from '../outputs.ts'
import { requirePolicyByArn } from '../policies.ts'
import { type PolicyVersionInput, requireVersion } from '../policy-changes.ts'

export const getPolicyVersion = (
  needs: IamNeeds,
): Operation<PolicyVersionInput, { readonly PolicyVersion: PolicyVersionOutput }> => ({
  authorize: onPolicy(needs, 'iam:GetPolicyVersion'),
  invoke: (input, call) => {
    const { PolicyArn: arn, VersionId: version } = input
    const notFound = policyVersionNotFound(arn, version)
    const policy = requirePolicyByArn(needs.store, call.account, arn, notFound)
    return { PolicyVersion: versionOutput(policy, requireVersion(policy.versions, input)) }
  },
})
