/** CreateAccessEntry: lets a role or user come to a cluster. */
import { contextOf, mergeContexts } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { onCluster, requestTags } from '../authorize.ts'
import { clusterArn } from '../arns.ts'
import { inUse, invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'
import { passRole } from '../pass-role.ts'
import { placeOf, requireActive } from '../store.ts'
import { entriesOf, findEntry, requireEntries } from './entries.ts'
import { checkGroups, checkUsername } from './identity.ts'
import { type EntryWish, newEntry } from './new-entry.ts'
import { type AccessEntryOutput, entryOutput } from './output.ts'
import { readPrincipal, type EntryPrincipal } from './principal.ts'
import { entryTypes, type EntryType } from './record.ts'

export interface CreateAccessEntryInput extends Omit<EntryWish, 'type'> {
  readonly clusterName: string
  readonly principalArn: string
  readonly type?: string
}

export const createAccessEntry = (
  needs: EksNeeds,
): Operation<CreateAccessEntryInput, { readonly accessEntry: AccessEntryOutput }> => ({
  authorize: (input, call) => {
    const request = contextOf({
      'eks:principalArn': input.principalArn,
      'eks:kubernetesGroups': input.kubernetesGroups,
      'eks:username': input.username,
      'eks:accessEntryType': input.type ?? 'STANDARD',
    })
    const context = mergeContexts(request, requestTags(input.tags))
    const asked = onCluster(needs.store, 'eks:CreateAccessEntry', input.clusterName, call, context)
    // A node's role makes its holder part of the cluster, so it is handed over as to an instance.
    return isForNodes(input.type)
      ? [asked, passRole(call, input.principalArn, { clusterArn: clusterArn(call, input.clusterName) })]
      : [asked]
  },
  invoke: async (input, call) => {
    const place = placeOf(call, input.clusterName)
    requireEntries(needs.store, place)
    const type = readType(input.type)
    const principal = readPrincipal(input.principalArn, needs.principalId)
    checkWish({ ...input, type }, principal, call.account)
    const draw = { now: call.now, random: needs.random }
    const made = newEntry({ ...place, partition: call.partition }, principal, { ...input, type }, draw)
    const { result } = await needs.store.write((txn) => {
      requireEntries(txn, place)
      requireActive(txn, place)
      const found = findEntry(txn, place, made.principalArn)
      if (found === undefined) entriesOf(place).put(txn, made.principalArn, made)
      return found ?? made
    })
    const { clientRequestToken: token } = result
    if (result !== made && (token === undefined || token !== made.clientRequestToken))
      throw inUse('The specified access entry resource is already in use on this cluster.')
    return { accessEntry: entryOutput(result) }
  },
})

const isForNodes = (type: string | undefined): boolean => type !== undefined && type !== 'STANDARD'

function readType(text = 'STANDARD'): EntryType {
  const type = entryTypes.find((each) => each === text)
  if (type === undefined)
    throw invalidParameter(`The specified type is invalid. Valid types are: ${entryTypes.join(', ')}`)
  return type
}

function checkWish(
  { type, username, kubernetesGroups }: EntryWish,
  principal: EntryPrincipal,
  account: string,
): void {
  if (isForNodes(type)) {
    if (principal.kind !== 'role' || principal.account !== account)
      throw invalidParameter('The specified principalArn is invalid: invalid principal.')
    if (username !== undefined || (kubernetesGroups?.length ?? 0) > 0) throw notStandard()
  }
  if (username !== undefined) checkUsername(username)
  checkGroups(kubernetesGroups ?? [])
}

export const notStandard = () =>
  invalidParameter('This operation can only be performed on Access Entries with a type of "STANDARD".')
