/** UntagServerCertificate: takes tags from a server certificate. */
import type { Operation } from '../../protocol/index.ts'
import { onNamed, untagNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { nameOf, type ServerCertificateInput, serverCertificates } from '../server-certificates.ts'

interface UntagServerCertificateInput extends ServerCertificateInput {
  readonly TagKeys: readonly string[]
}

export const untagServerCertificate = (needs: IamNeeds): Operation<UntagServerCertificateInput, object> => ({
  authorize: onNamed(needs, serverCertificates, 'iam:UntagServerCertificate', nameOf),
  invoke: (input, call) => untagNamed(needs, serverCertificates, call.account, nameOf(input), input.TagKeys),
})
