/** SetSecurityTokenServicePreferences: which tokens the global endpoint gives. Ours are one kind, good in every region. */
import type { Operation } from '../../protocol/index.ts'
import { changeAccount } from '../account-settings.ts'
import { onAccount } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'

interface SetSecurityTokenServicePreferencesInput {
  readonly GlobalEndpointTokenVersion: 'v1Token' | 'v2Token'
}

export const setSecurityTokenServicePreferences = (
  needs: IamNeeds,
): Operation<SetSecurityTokenServicePreferencesInput, object> => ({
  authorize: onAccount('iam:SetSecurityTokenServicePreferences'),
  invoke: async ({ GlobalEndpointTokenVersion: version }, call) => {
    const globalEndpointTokenVersion = version === 'v2Token' ? 2 : 1
    await changeAccount(needs, call, (record) => ({ ...record, globalEndpointTokenVersion }))
    return {}
  },
})
