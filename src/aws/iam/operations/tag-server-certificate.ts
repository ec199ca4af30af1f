/** TagServerCertificate: adds tags to a server certificate, or writes over those of the same keys. */
import type { Operation } from '../../protocol/index.ts'
import type { Tag } from '../model.ts'
import { onNamed, tagNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { nameOf, type ServerCertificateInput, serverCertificates } from '../server-certificates.ts'

interface TagServerCertificateInput extends ServerCertificateInput {
  readonly Tags: readonly Tag[]
}

export const tagServerCertificate = (needs: IamNeeds): Operation<TagServerCertificateInput, object> => ({
  authorize: onNamed(needs, serverCertificates, 'iam:TagServerCertificate', nameOf),
  invoke: (input, call) => tagNamed(needs, serverCertificates, call.account, nameOf(input), input.Tags),
})
