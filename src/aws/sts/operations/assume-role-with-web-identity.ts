/** AssumeRoleWithWebIdentity: a token of an OIDC provider becomes a session of a role that trusts it. */
import { assumedRoleArn } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import type { StsNeeds } from '../needs.ts'
import type { Sessions } from '../session/sessions.ts'
import { runChecks } from '../web-identity/checks.ts'
import type { WebIdentityInput } from '../web-identity/exchange.ts'
import { sessionOf } from '../web-identity/session-of.ts'
import { type CredentialsOutput, credentialsOutput, trailCredentials } from './credentials-output.ts'

export interface WebIdentityOutput {
  readonly Credentials: CredentialsOutput
  readonly SubjectFromWebIdentityToken: string
  readonly AssumedRoleUser: { readonly AssumedRoleId: string; readonly Arn: string }
  readonly PackedPolicySize?: number
  readonly Provider: string
  readonly Audience: string
  readonly SourceIdentity?: string
}

export const assumeRoleWithWebIdentity = (
  needs: StsNeeds,
  sessions: Sessions,
): Operation<WebIdentityInput, WebIdentityOutput> => ({
  authorize: {
    exempt: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
  },
  invoke: async (input, call) => {
    const exchange = await runChecks({ input, call, needs })
    const { role, provider, subject, audience, sourceIdentity } = exchange
    const session = sessions.issue({
      ...sessionOf(exchange),
      durationSeconds: exchange.durationSeconds,
      now: call.now,
    })
    const output: WebIdentityOutput = {
      Credentials: credentialsOutput(session),
      SubjectFromWebIdentityToken: subject,
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
        Arn: assumedRoleArn(role.partition, role.account, role.name, input.RoleSessionName),
      },
      Provider: provider.arn,
      Audience: audience,
      PackedPolicySize: exchange.packedPolicySize,
      SourceIdentity: sourceIdentity,
    }
    call.notes.responseElements = {
      credentials: trailCredentials(session),
      subjectFromWebIdentityToken: subject,
      assumedRoleUser: {
        assumedRoleId: output.AssumedRoleUser.AssumedRoleId,
        arn: output.AssumedRoleUser.Arn,
      },
      packedPolicySize: exchange.packedPolicySize,
      provider: provider.arn,
      audience,
      sourceIdentity,
    }
    return output
  },
})
