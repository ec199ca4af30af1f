/** ClusterRoles that gather others: their rules are those of all that their selectors pick. */
import { equalJson, listOf, valueAt } from '../../api/index.ts'
import { matchesSelector } from '../selectors/match-selector.ts'
import type { World } from './world.ts'
import { controllerAccount, replace } from './world.ts'

const resource = 'clusterroles.rbac.authorization.k8s.io'
const account = controllerAccount('clusterrole-aggregation')

export async function aggregateRoles(world: World): Promise<boolean> {
  const roles = world.list(resource)
  for (const role of roles) {
    const selectors = listOf(valueAt(role, 'aggregationRule', 'clusterRoleSelectors'))
    if (selectors.length === 0) continue
    const picked = roles.filter(
      (each) =>
        each !== role && selectors.some((selector) => matchesSelector(selector, each.metadata.labels)),
    )
    const rules = picked
      .flatMap((each) => listOf(each['rules']))
      .filter((rule, at, all) => all.findIndex((other) => equalJson(other, rule)) === at)
    if (!equalJson(rules, listOf(role['rules']))) await replace(world, account, resource, { ...role, rules })
  }
  return true
}
