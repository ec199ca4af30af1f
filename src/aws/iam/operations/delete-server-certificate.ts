/** DeleteServerCertificate: deletes a certificate. */
import type { Operation } from '../../protocol/index.ts'
import { deleteNamed, onNamed, requireNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { nameOf, type ServerCertificateInput, serverCertificates } from '../server-certificates.ts'

export const deleteServerCertificate = (needs: IamNeeds): Operation<ServerCertificateInput, object> => ({
  authorize: onNamed(needs, serverCertificates, 'iam:DeleteServerCertificate', nameOf),
  invoke: async (input, call) => {
    await needs.store.write((txn) =>
      deleteNamed(
        txn,
        serverCertificates,
        requireNamed(txn, serverCertificates, call.account, nameOf(input)),
      ),
    )
    return {}
  },
})
