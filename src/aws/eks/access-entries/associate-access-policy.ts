/** AssociateAccessPolicy: gives a principal what an access policy allows, on the cluster or in namespaces. */
import { contextOf } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { invalidParameter, invalidRequest, notFound } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { useOfAccessPolicy } from './access-policies.ts'
import { entriesOf, requireEntries, requireEntry } from './entries.ts'
import { type EntryInput, onEntry } from './on-entry.ts'
import { type AssociatedPolicyOutput, policyOutput } from './output.ts'
import type { AccessEntryRecord, AccessScope } from './record.ts'

export interface AssociateAccessPolicyInput extends EntryInput {
  readonly policyArn: string
  readonly accessScope: { readonly type?: AccessScope['type']; readonly namespaces?: readonly string[] }
}

export interface AssociateAccessPolicyOutput extends EntryInput {
  readonly associatedAccessPolicy: AssociatedPolicyOutput
}

export const associateAccessPolicy = ({
  store,
}: EksNeeds): Operation<AssociateAccessPolicyInput, AssociateAccessPolicyOutput> => ({
  authorize: (input, call) => {
    const { type, namespaces } = input.accessScope
    const request = contextOf({
      'eks:policyArn': input.policyArn,
      'eks:accessScope': type,
      'eks:namespaces': namespaces,
    })
    return [onEntry(store, 'eks:AssociateAccessPolicy', input, call, request)]
  },
  invoke: async ({ clusterName, principalArn, policyArn, accessScope }, call) => {
    const place = placeOf(call, clusterName)
    requireEntries(store, place)
    const scope = readScope(accessScope)
    const { result } = await store.write((txn) => {
      const entry = requireEntry(txn, place, principalArn)
      checkUse(entry, policyArn)
      const before = entry.policies.find((each) => each.policyArn === policyArn)
      const policy = {
        policyArn,
        accessScope: scope,
        associatedAt: before?.associatedAt ?? call.now,
        modifiedAt: call.now,
      }
      const policies = [...entry.policies.filter((each) => each.policyArn !== policyArn), policy]
      entriesOf(place).put(txn, principalArn, { ...entry, policies })
      return policy
    })
    return { clusterName, principalArn, associatedAccessPolicy: policyOutput(result) }
  },
})

function checkUse({ type }: AccessEntryRecord, policyArn: string): void {
  const use = useOfAccessPolicy(policyArn)
  if (use === undefined)
    throw notFound(
      "The specified policyArn could not be found. You can view your available access policies with 'list-access-policies'.",
    )
  if (use === 'service')
    throw invalidRequest('The specified policyArn is designated for service-linked roles only.')
  if (type !== 'STANDARD' && !(type === 'EC2' && use === 'nodes'))
    throw invalidRequest(
      'Access policies can only be associated with access entries with a type of "STANDARD" or "EC2".',
    )
}

/** A name of a namespace, in which a star stands for any characters. */
const namespacePattern = /^(?=.{1,63}$)[a-z0-9*]([-a-z0-9*]*[a-z0-9*])?$/

function readScope({ type, namespaces = [] }: AssociateAccessPolicyInput['accessScope']): AccessScope {
  if (type === undefined) throw invalidParameter('The accessScope must have a type of cluster or namespace.')
  if (type === 'cluster' && namespaces.length > 0)
    throw invalidParameter('The accessScope of type cluster must not name namespaces.')
  if (type === 'namespace' && namespaces.length === 0)
    throw invalidParameter('The accessScope of type namespace must name at least one namespace.')
  const odd = namespaces.find((name) => !namespacePattern.test(name))
  if (odd !== undefined) throw invalidParameter(`The namespace ${odd} of the accessScope is not valid.`)
  return { type, namespaces }
}
