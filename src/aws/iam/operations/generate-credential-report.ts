/** GenerateCredentialReport: makes a report, unless the last one is young enough. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { type CredentialReport, makeReport, reportLifetime } from '../credential-report.ts'
import { credentialReportKey } from '../keys.ts'
import type { IamParts } from '../needs.ts'

export const generateCredentialReport = (needs: IamParts): Operation<object> => ({
  authorize: onAccount('iam:GenerateCredentialReport'),
  invoke: async (_, call) => {
    const key = credentialReportKey(call.account)
    const last = needs.store.get<CredentialReport>(key)?.value
    if (last !== undefined && call.now - last.generatedAt < reportLifetime) return { State: 'COMPLETE' }
    const report: CredentialReport = { generatedAt: call.now, csv: makeReport(needs, call) }
    await needs.store.write((txn) => txn.put(key, report))
    // Tools ask until it is complete, which it is when they ask again.
    return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' }
  },
})
