/** GenerateServiceLastAccessedDetails: makes a report of when a user, role, group or policy was last used for which service. */
import { newUuid } from '../../../kit/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { type Granularity, keepReport, makeAccessReport } from '../access-report/report.ts'
import { requireSubject } from '../access-report/subject.ts'
import { onPolicySource } from '../authorize.ts'
import type { IamParts } from '../needs.ts'

interface GenerateServiceLastAccessedDetailsInput {
  readonly Arn: string
  readonly Granularity?: Granularity
}

export const generateServiceLastAccessedDetails = (
  parts: IamParts,
): Operation<GenerateServiceLastAccessedDetailsInput> => ({
  authorize: onPolicySource('iam:GenerateServiceLastAccessedDetails', (input) => input.Arn),
  invoke: async (input, call) => {
    const subject = requireSubject(parts.store, call.account, input.Arn)
    const jobId = newUuid(parts.random)
    const granularity = input.Granularity ?? 'SERVICE_LEVEL'
    const report = makeAccessReport(parts, call, subject, { jobId, granularity })
    await parts.store.write((txn) => keepReport(txn, call.account, report))
    return { JobId: jobId }
  },
})
