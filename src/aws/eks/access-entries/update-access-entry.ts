/** UpdateAccessEntry: another username or other groups; groups that are not named any more are gone. */
import { contextOf } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import type { EksNeeds } from '../needs.ts'
import { placeOf } from '../store.ts'
import { notStandard } from './create-access-entry.ts'
import { entriesOf, requireEntry } from './entries.ts'
import { checkGroups, checkUsername } from './identity.ts'
import { type EntryInput, onEntry } from './on-entry.ts'
import { type AccessEntryOutput, entryOutput } from './output.ts'

export interface UpdateAccessEntryInput extends EntryInput {
  readonly username?: string
  readonly kubernetesGroups?: readonly string[]
}

export const updateAccessEntry = ({
  store,
}: EksNeeds): Operation<UpdateAccessEntryInput, { readonly accessEntry: AccessEntryOutput }> => ({
  authorize: (input, call) => {
    const { kubernetesGroups, username } = input
    const request = contextOf({ 'eks:kubernetesGroups': kubernetesGroups, 'eks:username': username })
    return [onEntry(store, 'eks:UpdateAccessEntry', input, call, request)]
  },
  invoke: async ({ clusterName, principalArn, username, kubernetesGroups }, call) => {
    const place = placeOf(call, clusterName)
    if (username !== undefined) checkUsername(username)
    checkGroups(kubernetesGroups ?? [])
    const { result } = await store.write((txn) => {
      const entry = requireEntry(txn, place, principalArn)
      if (entry.type !== 'STANDARD') throw notStandard()
      const changed = {
        ...entry,
        ...(username !== undefined && { username }),
        ...(kubernetesGroups !== undefined && { kubernetesGroups }),
        modifiedAt: call.now,
      }
      entriesOf(place).put(txn, principalArn, changed)
      return changed
    })
    return { accessEntry: entryOutput(result) }
  },
})
