/** Makes a source of EKS's access entries: their names and groups, and a group for each access policy and its scope. */
import type { AccessAnswer, AssociatedPolicy, CallerIdentity, Source } from '../needs.ts'
import { groupOf, groupPrefix } from '../policies/policy-group.ts'

/** Undefined when there is no such cluster any more. */
export type AskAccess = (who: CallerIdentity) => Promise<AccessAnswer | undefined> | AccessAnswer | undefined

/** `bind` is told the groups of policies before anybody comes with them. */
export const accessEntrySource = (
  ask: AskAccess,
  bind: (groups: readonly string[]) => Promise<void> = async () => undefined,
): Source => ({
  name: 'AccessEntries',
  find: async (who) => {
    const identity = (await ask(who))?.identity
    if (identity === undefined) return undefined
    const { username, groups, policies } = identity
    const bound = [...new Set(policies.flatMap((policy) => groupsOf(policy)))]
    await bind(bound)
    // Nobody gets a policy by naming its group.
    return { username, groups: [...groups.filter((group) => !group.startsWith(groupPrefix)), ...bound] }
  },
})

function groupsOf({ policyArn, accessScope: { type, namespaces } }: AssociatedPolicy): readonly string[] {
  const scopes = type === 'cluster' ? [undefined] : namespaces
  return scopes.map((scope) => groupOf(policyArn, scope)).filter((group) => group !== undefined)
}
