/** UpdateServerCertificate: gives a certificate another name, another path or both. */
import type { Operation } from '../../protocol/index.ts'
import {
  deleteNamed,
  findNamed,
  namedAuthorization,
  namedCreation,
  putNamed,
  requireNamed,
} from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { nameOf, type ServerCertificateInput, serverCertificates } from '../server-certificates.ts'

interface UpdateServerCertificateInput extends ServerCertificateInput {
  readonly NewPath?: string
  readonly NewServerCertificateName?: string
}

const action = 'iam:UpdateServerCertificate'

export const updateServerCertificate = (
  needs: IamNeeds,
): Operation<UpdateServerCertificateInput, object> => ({
  // AWS asks for the permission on the certificate under both names.
  authorize: (input, call) => {
    const before = findNamed(needs.store, serverCertificates, call.account, nameOf(input))
    const path = input.NewPath ?? before?.path
    const name = input.NewServerCertificateName ?? before?.name ?? nameOf(input)
    return [
      namedAuthorization(needs, serverCertificates, action, nameOf(input), {}, call),
      ...namedCreation(call, 'server-certificate', { create: action, tag: action }, { path, name }),
    ]
  },
  invoke: async (input, call) => {
    await needs.store.write((txn) => {
      const certificate = requireNamed(txn, serverCertificates, call.account, nameOf(input))
      const name = input.NewServerCertificateName ?? certificate.name
      const taken = findNamed(txn, serverCertificates, call.account, name)
      if (taken !== undefined && taken.id !== certificate.id) throw serverCertificates.exists(name)
      deleteNamed(txn, serverCertificates, certificate)
      putNamed(txn, serverCertificates, { ...certificate, name, path: input.NewPath ?? certificate.path })
    })
    return {}
  },
})
