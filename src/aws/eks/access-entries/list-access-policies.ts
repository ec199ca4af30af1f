/** ListAccessPolicies: the policies that EKS has for access entries. */
import type { Operation } from '../../protocol/index.ts'
import { type PageInput, pageOf } from '../page.ts'
import { accessPoliciesOf } from './access-policies.ts'

export interface ListAccessPoliciesOutput {
  readonly accessPolicies: readonly { readonly name: string; readonly arn: string }[]
  readonly nextToken?: string
}

export const listAccessPolicies = (): Operation<PageInput, ListAccessPoliciesOutput> => ({
  authorize: () => [{ action: 'eks:ListAccessPolicies', resource: '*' }],
  invoke: (input, { partition }) => {
    const { items, more } = pageOf(accessPoliciesOf(partition), ({ name }) => name, input)
    return { accessPolicies: items, ...more }
  },
})
