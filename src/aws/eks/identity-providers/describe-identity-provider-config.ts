/** DescribeIdentityProviderConfig: an OIDC provider of a cluster. */
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { onProvider, type ProviderInput, requireProvider } from './providers.ts'
import type { IdentityProviderRecord } from './record.ts'

export interface DescribeIdentityProviderConfigOutput {
  readonly identityProviderConfig: { readonly oidc: ReturnType<typeof providerOutput> }
}

export const describeIdentityProviderConfig = ({
  store,
}: EksNeeds): Operation<ProviderInput, DescribeIdentityProviderConfigOutput> => ({
  authorize: (input, call) => [onProvider(store, 'eks:DescribeIdentityProviderConfig', input, call)],
  invoke: ({ clusterName, identityProviderConfig }, call) => {
    const found = requireProvider(store, placeOf(call, clusterName), identityProviderConfig)
    return { identityProviderConfig: { oidc: providerOutput(found) } }
  },
})

const providerOutput = ({ config, arn, clusterName, tags }: IdentityProviderRecord) => ({
  ...config,
  identityProviderConfigArn: arn,
  clusterName,
  tags,
  status: 'ACTIVE',
})
