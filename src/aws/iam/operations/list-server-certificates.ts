/** ListServerCertificates: the account's certificates below a path, in the order of their names. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { arnOfNamed, pageOfNamed } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import type { PageInput } from '../paging.ts'
import { serverCertificateMetadata, serverCertificates } from '../server-certificates.ts'

interface ListServerCertificatesInput extends PageInput {
  readonly PathPrefix?: string
}

export const listServerCertificates = (needs: IamNeeds): Operation<ListServerCertificatesInput> => ({
  authorize: onAccount('iam:ListServerCertificates', ({ partition, account }) =>
    arnOfNamed('server-certificate', { partition, account, path: '/', name: '' }),
  ),
  invoke: (input, call) => {
    const { items, marks } = pageOfNamed(needs.store, serverCertificates, call.account, input)
    return { ServerCertificateMetadataList: items.map(serverCertificateMetadata), ...marks }
  },
})
