/** ListSigningCertificates: the certificates of a user. */
import type { Operation } from '../../protocol/index.ts'
import { listBelongings, owningUser } from '../belongings.ts'
import { onUserOrCaller } from '../calling-user.ts'
import type { SigningCertificateRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'
import { signingCertificateOutput } from '../signing-certificates.ts'

interface ListSigningCertificatesInput extends PageInput {
  readonly UserName?: string
}

export const listSigningCertificates = (needs: IamNeeds): Operation<ListSigningCertificatesInput> => ({
  authorize: onUserOrCaller(needs, 'iam:ListSigningCertificates'),
  invoke: (input, call) => {
    const user = owningUser(needs.store, input.UserName, call, 'signing certificate')
    const all = listBelongings<SigningCertificateRecord>(needs.store, user, 'signing-certificate')
    const { items, marks } = pageOf(all, input, byPosition)
    return { Certificates: items.map((each) => signingCertificateOutput(user, each)), ...marks }
  },
})
