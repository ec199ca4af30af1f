/** ListOpenIDConnectProviders: the ARNs of all providers of the account. */
import { oidcProviderArn } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { arnOfProvider } from '../arns.ts'
import { onAccount } from '../authorize.ts'
import { providersPrefix } from '../keys.ts'
import type { ProviderRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'

export const listOpenIDConnectProviders = (needs: IamNeeds): Operation<object> => ({
  authorize: onAccount('iam:ListOpenIDConnectProviders', (call) =>
    oidcProviderArn(call.partition, call.account, '*'),
  ),
  invoke: (_, call) => ({
    OpenIDConnectProviderList: needs.store
      .list<ProviderRecord>(providersPrefix(call.account))
      .map((entry) => ({ Arn: arnOfProvider(entry.value) })),
  }),
})
