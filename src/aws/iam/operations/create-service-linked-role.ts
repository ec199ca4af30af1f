/** CreateServiceLinkedRole: makes the role that a service acts in, with the trust and the policy that the service wants. */
import { managedPolicyArn, newUniqueId, roleArn } from '../../../arn/index.ts'
import { contextOf } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { invalidInput } from '../errors.ts'
import type { RoleRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { newRoleOutput, type RoleOutput } from '../outputs.ts'
import { findPolicy } from '../policies.ts'
import { linkedRoleName, requireLinkedService, serviceRolePath } from '../service-linked-roles.ts'
import { linkedServices } from '../service-linked-services.ts'
import { addHolder, findHolder, putAttachment } from '../store.ts'
import { requireTrustPolicy } from '../trust-policy.ts'

interface CreateServiceLinkedRoleInput {
  readonly AWSServiceName: string
  readonly Description?: string
  readonly CustomSuffix?: string
}

export const createServiceLinkedRole = (
  needs: IamNeeds,
): Operation<CreateServiceLinkedRoleInput, { readonly Role: RoleOutput }> => ({
  authorize: ({ AWSServiceName: service, CustomSuffix: suffix }, { partition, account }) => {
    const known = Object.hasOwn(linkedServices, service) ? linkedServices[service] : undefined
    const name = known === undefined ? '*' : linkedRoleName(known, suffix)
    return [
      {
        action: 'iam:CreateServiceLinkedRole',
        resource: roleArn(partition, account, serviceRolePath(service), name),
        context: contextOf({ 'iam:AWSServiceName': service }),
      },
    ]
  },
  invoke: async (input, call) => {
    const { AWSServiceName: service, CustomSuffix: suffix } = input
    const known = requireLinkedService(service, suffix)
    const name = linkedRoleName(known, suffix)
    const path = serviceRolePath(service)
    const policyArn = managedPolicyArn(call.partition, 'aws', '/aws-service-role/', known.policy)
    const id = newUniqueId('AROA', needs.random)
    const { result: role } = await needs.store.write((txn) => {
      if (findHolder(txn, 'role', call.account, name) !== undefined)
        throw invalidInput(
          `Service role name ${name} has been taken in this account, please try a different suffix.`,
        )
      const attached = findPolicy(txn, call.account, policyArn) === undefined ? [] : [policyArn]
      const record: RoleRecord = {
        id,
        name,
        path,
        account: call.account,
        partition: call.partition,
        createdAt: Math.floor(call.now / 1000) * 1000,
        tags: [],
        inlinePolicies: [],
        attachedPolicies: attached,
        description: input.Description,
        maxSessionDuration: 3600,
        trustPolicy: requireTrustPolicy(txn, trustOf(service)),
      }
      addHolder(txn, 'role', record)
      for (const arn of attached) putAttachment(txn, 'role', record, arn, 'PermissionsPolicy')
      return record
    })
    return { Role: newRoleOutput(needs.store, role) }
  },
})

const trustOf = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
  })
