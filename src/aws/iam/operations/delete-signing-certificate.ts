/** DeleteSigningCertificate: takes a certificate from a user. */
import type { Operation } from '../../protocol/index.ts'
import { deleteBelonging, owningUser } from '../belongings.ts'
import { onUserOrCaller } from '../calling-user.ts'
import type { IamNeeds } from '../needs.ts'
import { requireSigningCertificate, type SigningCertificateInput } from '../signing-certificates.ts'

export const deleteSigningCertificate = (needs: IamNeeds): Operation<SigningCertificateInput, object> => ({
  authorize: onUserOrCaller(needs, 'iam:DeleteSigningCertificate'),
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const user = owningUser(txn, input.UserName, call, 'signing certificate')
      const { id } = requireSigningCertificate(txn, user, input.CertificateId)
      deleteBelonging(txn, user, 'signing-certificate', id)
    })
    return {}
  },
})
