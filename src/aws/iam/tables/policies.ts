/** What IAM does with managed policies and their versions. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { createPolicy } from '../operations/create-policy.ts'
import { createPolicyVersion } from '../operations/create-policy-version.ts'
import { deletePolicy } from '../operations/delete-policy.ts'
import { deletePolicyVersion } from '../operations/delete-policy-version.ts'
import { getPolicy } from '../operations/get-policy.ts'
import { getPolicyVersion } from '../operations/get-policy-version.ts'
import { listEntitiesForPolicy } from '../operations/list-entities-for-policy.ts'
import { listPolicies } from '../operations/list-policies.ts'
import { listPolicyTags } from '../operations/list-policy-tags.ts'
import { listPolicyVersions } from '../operations/list-policy-versions.ts'
import { setDefaultPolicyVersion } from '../operations/set-default-policy-version.ts'
import { tagPolicy } from '../operations/tag-policy.ts'
import { untagPolicy } from '../operations/untag-policy.ts'

export const policyOperations = (needs: IamNeeds): Operations => ({
  CreatePolicy: createPolicy(needs),
  CreatePolicyVersion: createPolicyVersion(needs),
  DeletePolicy: deletePolicy(needs),
  DeletePolicyVersion: deletePolicyVersion(needs),
  GetPolicy: getPolicy(needs),
  GetPolicyVersion: getPolicyVersion(needs),
  ListEntitiesForPolicy: listEntitiesForPolicy(needs),
  ListPolicies: listPolicies(needs),
  ListPolicyTags: listPolicyTags(needs),
  ListPolicyVersions: listPolicyVersions(needs),
  SetDefaultPolicyVersion: setDefaultPolicyVersion(needs),
  TagPolicy: tagPolicy(needs),
  UntagPolicy: untagPolicy(needs),
})
