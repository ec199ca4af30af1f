/** GetServiceLastAccessedDetails: the services that a report is about, each with its last use. */
import type { Operation } from '../../protocol/index.ts'
import { serviceNames } from '../access-report/granted-services.ts'
import {
  type AccessReport,
  type EntityUse,
  jobOutput,
  requireReport,
  usesOf,
} from '../access-report/report.ts'
import { onAccount } from '../authorize.ts'
import { later, type Use } from '../last-use/use.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, inOrder, type PageInput, pageOf } from '../paging.ts'

interface GetServiceLastAccessedDetailsInput extends PageInput {
  readonly JobId: string
}

export const getServiceLastAccessedDetails = (
  needs: IamNeeds,
): Operation<GetServiceLastAccessedDetailsInput> => ({
  authorize: onAccount('iam:GetServiceLastAccessedDetails'),
  invoke: (input, call) => {
    const report = requireReport(needs.store, call, input.JobId)
    const { items, marks } = pageOf(report.services, input, byPosition)
    return {
      ...jobOutput(report),
      JobType: report.granularity,
      ServicesLastAccessed: items.map((service) => serviceOutput(report, service)),
      ...marks,
    }
  },
})

function serviceOutput(report: AccessReport, namespace: string) {
  const uses = usesOf(report, namespace)
  const [last] = uses
  return {
    ServiceName: serviceNames().get(namespace) ?? namespace,
    ServiceNamespace: namespace,
    TotalAuthenticatedEntities: uses.length,
    ...(last && {
      LastAuthenticated: new Date(last.use.at),
      LastAuthenticatedEntity: last.entity.arn,
      LastAuthenticatedRegion: last.use.region,
    }),
    ...(report.granularity === 'ACTION_LEVEL' && { TrackedActionsLastAccessed: actionsOf(uses) }),
  }
}

interface ActionUse extends Use {
  readonly arn: string
}

/** Each action that somebody used, with who did so last. */
function actionsOf(uses: readonly EntityUse[]) {
  const actions = new Map<string, ActionUse>()
  for (const { entity, use } of uses)
    for (const [action, { at, region }] of Object.entries(use.actions))
      actions.set(action, later<ActionUse>({ at, region, arn: entity.arn }, actions.get(action)))
  return [...actions]
    .sort(([a], [b]) => inOrder(a, b))
    .map(([action, { at, region, arn }]) => ({
      ActionName: action,
      LastAccessedEntity: arn,
      LastAccessedTime: new Date(at),
      LastAccessedRegion: region,
    }))
}
