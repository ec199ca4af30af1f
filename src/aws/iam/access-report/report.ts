/** A report of who last accessed which service: made at once from what was noted, kept for who asked for it. */
import type { PolicyDocument } from '../../../policy/index.ts'
import type { Reader, Transaction } from '../../../store/index.ts'
import type { Call } from '../../protocol/index.ts'
import { arnOfHolder } from '../arns.ts'
import { accessJobNotFound } from '../errors.ts'
import { accessReportKey, accessReportsPrefix } from '../keys.ts'
import type { ServiceUse } from '../last-use/use.ts'
import type { Holder, HolderKind } from '../model.ts'
import type { IamParts } from '../needs.ts'
import { reportedFor } from '../outputs.ts'
import { inOrder } from '../paging.ts'
import { grantedServices } from './granted-services.ts'

export type Granularity = 'SERVICE_LEVEL' | 'ACTION_LEVEL'

/** A user or role, and its last use of each service that the report is about. */
export interface ReportEntity {
  readonly kind: HolderKind
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly path: string
  readonly services: Readonly<Record<string, ServiceUse>>
}

export interface AccessReport {
  readonly jobId: string
  /** The user or role that asked; nobody else is shown it. */
  readonly askedBy: string
  readonly granularity: Granularity
  readonly createdAt: number
  /** The namespaces that the policies allow anything of, in their order. */
  readonly services: readonly string[]
  readonly entities: readonly ReportEntity[]
}

/** What a report is about: the documents that allow, and the users and roles that may have used them. */
export interface ReportSubject {
  readonly documents: readonly PolicyDocument[]
  readonly users: readonly { readonly kind: HolderKind; readonly holder: Holder }[]
}

export function makeAccessReport(
  parts: IamParts,
  call: Call,
  { documents, users }: ReportSubject,
  asked: Pick<AccessReport, 'jobId' | 'granularity'>,
): AccessReport {
  const services = grantedServices(documents)
  const known = new Set(services)
  const since = call.now - reportedFor
  const entities = users.map(({ kind, holder }) => {
    const used = parts.lastUse.ofPrincipal(holder.id)?.services ?? {}
    const told = Object.entries(used).filter(([service, { at }]) => known.has(service) && at >= since)
    const { id, name, path } = holder
    return { kind, id, arn: arnOfHolder(kind, holder), name, path, services: Object.fromEntries(told) }
  })
  return { ...asked, askedBy: askedBy(call), createdAt: call.now, services, entities }
}

const lifetime = 86_400_000
const mostReports = 100

/** Keeps a report in the place of those that are old or too many. */
export function keepReport(txn: Transaction, account: string, report: AccessReport): void {
  const kept = txn
    .list<AccessReport>(accessReportsPrefix(account))
    .map(({ value }) => value)
    .sort((a, b) => b.createdAt - a.createdAt)
  for (const [index, each] of kept.entries())
    if (index >= mostReports - 1 || each.createdAt < report.createdAt - lifetime)
      txn.delete(accessReportKey(account, each.jobId))
  txn.put(accessReportKey(account, report.jobId), report)
}

export function requireReport(from: Reader, call: Call, jobId: string): AccessReport {
  const report = from.get<AccessReport>(accessReportKey(call.account, jobId))?.value
  if (report === undefined || report.askedBy !== askedBy(call)) throw accessJobNotFound(jobId)
  return report
}

/** A role's sessions are one. */
const askedBy = ({ caller }: Call): string => caller.userId.split(':')[0]!

export interface EntityUse {
  readonly entity: ReportEntity
  readonly use: ServiceUse
}

/** Who used a service, the latest first. */
export const usesOf = ({ entities }: AccessReport, service: string): readonly EntityUse[] =>
  entities
    .flatMap((entity) => {
      const use = entity.services[service]
      return use === undefined ? [] : [{ entity, use }]
    })
    .sort((a, b) => b.use.at - a.use.at || inOrder(a.entity.arn, b.entity.arn))

/** What every answer about a report begins with: ours are done when they are asked for. */
export const jobOutput = ({ createdAt }: AccessReport) => ({
  JobStatus: 'COMPLETED',
  JobCreationDate: new Date(createdAt),
  JobCompletionDate: new Date(createdAt),
})
