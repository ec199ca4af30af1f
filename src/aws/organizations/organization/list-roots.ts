/** ListRoots: the one root of the organization, with the policy types that are enabled in it. */
import type { Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { rootOutput } from '../outputs.ts'
import { requireManagement } from '../store.ts'

export const listRoots = ({
  store,
}: OrganizationsNeeds): Operation<object, { readonly Roots: readonly ReturnType<typeof rootOutput>[] }> => ({
  authorize: () => onAll('ListRoots'),
  invoke: (_input, call) => ({ Roots: [rootOutput(requireManagement(store, call))] }),
})
