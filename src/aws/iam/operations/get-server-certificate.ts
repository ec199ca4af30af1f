/** GetServerCertificate: a certificate and its chain, never its key. */
import type { Operation } from '../../protocol/index.ts'
import { onNamed, requireNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import {
  nameOf,
  type ServerCertificateInput,
  serverCertificateMetadata,
  serverCertificates,
} from '../server-certificates.ts'

export const getServerCertificate = (needs: IamNeeds): Operation<ServerCertificateInput> => ({
  authorize: onNamed(needs, serverCertificates, 'iam:GetServerCertificate', nameOf),
  invoke: (input, call) => {
    const certificate = requireNamed(needs.store, serverCertificates, call.account, nameOf(input))
    return {
      ServerCertificate: {
        ServerCertificateMetadata: serverCertificateMetadata(certificate),
        CertificateBody: certificate.body,
        CertificateChain: certificate.chain,
        Tags: certificate.tags,
      },
    }
  },
})
