/** What every cluster has from its first moment: the system's namespaces, each with its default service account. */
import type { ApiServerNeeds } from './needs.ts'
import { newUid } from './objects/names.ts'
import { newAccount, newNamespace } from './objects/new-objects.ts'
import { findEntry, putObject } from './objects/objects.ts'
import { timestamp } from './objects/timestamp.ts'

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** To be called before the first request; a cluster that is there already stays as it is. */
export async function prepareCluster(
  needs: Pick<ApiServerNeeds, 'cluster' | 'store' | 'now' | 'random'>,
): Promise<void> {
  await needs.store.write((txn) => {
    for (const name of namespaces) {
      if (findEntry(txn, needs, 'namespaces', '', name) === undefined) {
        const metadata = { name, uid: newUid(needs.random), creationTimestamp: timestamp(needs.now()) }
        putObject(txn, needs, 'namespaces', newNamespace({ metadata }))
      }
      if (findEntry(txn, needs, 'serviceaccounts', name, 'default') === undefined)
        putObject(txn, needs, 'serviceaccounts', newAccount(needs, name, 'default'))
    }
  })
}
