/** GetCredentialReport: the report that was made last. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { type CredentialReport, reportLifetime } from '../credential-report.ts'
import { credentialReportKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'

export const getCredentialReport = (needs: IamNeeds): Operation<object> => ({
  authorize: onAccount('iam:GetCredentialReport'),
  invoke: (_, call) => {
    const report = needs.store.get<CredentialReport>(credentialReportKey(call.account))?.value
    if (report === undefined) throw gone('ReportNotPresent')
    if (call.now - report.generatedAt >= reportLifetime)
      throw gone('ReportExpired', 'The credential report has expired.')
    return {
      Content: Buffer.from(report.csv, 'utf8'),
      ReportFormat: 'text/csv',
      GeneratedTime: new Date(report.generatedAt),
    }
  },
})

/** AWS says nothing more of a report that was never made. */
const gone = (code: string, message?: string): AwsError => new AwsError({ code, status: 410, message })
