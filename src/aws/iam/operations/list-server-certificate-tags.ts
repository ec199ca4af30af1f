/** ListServerCertificateTags: the tags of a server certificate. */
import type { Operation } from '../../protocol/index.ts'
import { onNamed, pageOfTags, requireNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'
import { nameOf, type ServerCertificateInput, serverCertificates } from '../server-certificates.ts'

export const listServerCertificateTags = (
  needs: IamNeeds,
): Operation<ServerCertificateInput & PageInput> => ({
  authorize: onNamed(needs, serverCertificates, 'iam:ListServerCertificateTags', nameOf),
  invoke: (input, call) =>
    pageOfTags(requireNamed(needs.store, serverCertificates, call.account, nameOf(input)), input),
})
