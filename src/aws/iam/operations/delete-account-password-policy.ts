/** DeleteAccountPasswordPolicy: goes back to AWS's default rules for passwords. */
import type { Operation } from '../../protocol/index.ts'
import { changeAccount } from '../account-settings.ts'
import { onAccount } from '../authorize.ts'
import { passwordPolicyToDeleteNotFound } from '../errors.ts'
import type { IamNeeds } from '../needs.ts'

export const deleteAccountPasswordPolicy = (needs: IamNeeds): Operation<object, object> => ({
  authorize: onAccount('iam:DeleteAccountPasswordPolicy'),
  invoke: async (_, call) => {
    await changeAccount(needs, call, (record) => {
      if (record.passwordPolicy === undefined) throw passwordPolicyToDeleteNotFound()
      return { ...record, passwordPolicy: undefined }
    })
    return {}
  },
})
