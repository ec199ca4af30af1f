/** ListParents and ListChildren: the tree, a step up or a step down. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { noChild, noParent } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { pageOf, type PageInput } from '../page.ts'
import { isParent, members, membersIn, requireManagement, units, unitsIn } from '../store.ts'

interface Entity {
  readonly Id: string
  readonly Type: string
}

export const listParents = ({
  store,
}: OrganizationsNeeds): Operation<{ readonly ChildId: string }, { readonly Parents: readonly Entity[] }> => ({
  authorize: ({ ChildId }, call) => onIds(store, call, 'ListParents', [ChildId]),
  invoke: ({ ChildId }, call) => {
    requireManagement(store, call)
    const parent = (members.get(store, ChildId) ?? units.get(store, ChildId))?.value.parent
    if (parent === undefined) throw noChild()
    return { Parents: [{ Id: parent, Type: parent.startsWith('r-') ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] }
  },
})

export interface ListChildrenInput extends PageInput {
  readonly ParentId: string
  readonly ChildType: 'ACCOUNT' | 'ORGANIZATIONAL_UNIT'
}

export const listChildren = ({
  store,
}: OrganizationsNeeds): Operation<ListChildrenInput, { readonly Children: readonly Entity[] }> => ({
  authorize: ({ ParentId }, call) => onIds(store, call, 'ListChildren', [ParentId]),
  invoke: (input, call) => {
    if (!isParent(store, requireManagement(store, call), input.ParentId)) throw noParent()
    const found = input.ChildType === 'ACCOUNT' ? membersIn : unitsIn
    const { items, more } = pageOf(found(store, input.ParentId), ({ id }) => id, input)
    return { Children: items.map(({ id }) => ({ Id: id, Type: input.ChildType })), ...more }
  },
})
