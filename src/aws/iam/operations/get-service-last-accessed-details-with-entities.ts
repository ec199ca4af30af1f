/** GetServiceLastAccessedDetailsWithEntities: who may have used a service by what a report is about, and who did. */
import type { Operation } from '../../protocol/index.ts'
import { jobOutput, type ReportEntity, requireReport, usesOf } from '../access-report/report.ts'
import { onAccount } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'

interface WithEntitiesInput extends PageInput {
  readonly JobId: string
  readonly ServiceNamespace: string
}

export const getServiceLastAccessedDetailsWithEntities = (needs: IamNeeds): Operation<WithEntitiesInput> => ({
  authorize: onAccount('iam:GetServiceLastAccessedDetailsWithEntities'),
  invoke: (input, call) => {
    const report = requireReport(needs.store, call, input.JobId)
    const service = input.ServiceNamespace
    const idle = report.entities.filter(({ services }) => services[service] === undefined)
    const all = report.services.includes(service)
      ? [
          ...usesOf(report, service).map(({ entity, use }) => ({
            EntityInfo: entityOutput(entity),
            LastAuthenticated: new Date(use.at),
          })),
          ...idle.map((entity) => ({ EntityInfo: entityOutput(entity) })),
        ]
      : []
    const { items, marks } = pageOf(all, input, byPosition)
    return { ...jobOutput(report), EntityDetailsList: items, ...marks }
  },
})

const entityOutput = ({ arn, name, kind, id, path }: ReportEntity) => ({
  Arn: arn,
  Name: name,
  Type: kind.toUpperCase(),
  Id: id,
  Path: path,
})
