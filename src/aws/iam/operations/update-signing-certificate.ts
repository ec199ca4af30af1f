/** UpdateSigningCertificate: makes a user's certificate active or inactive. */
import type { Operation } from '../../protocol/index.ts'
import { owningUser, putBelonging, settableStatus } from '../belongings.ts'
import { onUserOrCaller } from '../calling-user.ts'
import type { IamNeeds } from '../needs.ts'
import { requireSigningCertificate, type SigningCertificateInput } from '../signing-certificates.ts'

interface UpdateSigningCertificateInput extends SigningCertificateInput {
  readonly Status: 'Active' | 'Inactive' | 'Expired'
}

export const updateSigningCertificate = (
  needs: IamNeeds,
): Operation<UpdateSigningCertificateInput, object> => ({
  authorize: onUserOrCaller(needs, 'iam:UpdateSigningCertificate'),
  invoke: async (input, call) => {
    const status = settableStatus(input.Status)
    await needs.store.write((txn) => {
      const user = owningUser(txn, input.UserName, call, 'signing certificate')
      const certificate = requireSigningCertificate(txn, user, input.CertificateId)
      putBelonging(txn, user, 'signing-certificate', certificate.id, { ...certificate, status })
    })
    return {}
  },
})
