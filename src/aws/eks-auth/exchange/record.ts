/** An assumption as the trail shows it: a call of AssumeRole that Pod Identity made. */
import { isoSeconds } from '../../../kit/index.ts'
import type { Call } from '../../protocol/index.ts'
import type { ServiceAssumption } from '../needs.ts'
import type { AssumedRole } from './assumed-role.ts'

interface Assumption {
  readonly tags: Readonly<Record<string, string>>
  readonly durationSeconds: number
  readonly policy: string | undefined
  readonly assumed: AssumedRole
  readonly externalId?: string
}

export const recordOf = (
  userIdentity: ServiceAssumption['userIdentity'],
  { tags, durationSeconds, policy, assumed, externalId }: Assumption,
  { region, now }: Call,
): ServiceAssumption => {
  const { role, sessionName, user, session } = assumed
  const keys = Object.keys(tags)
  return {
    userIdentity,
    region,
    now,
    role,
    requestParameters: {
      roleArn: role.arn,
      roleSessionName: sessionName,
      ...(policy !== undefined && { policy }),
      durationSeconds,
      ...(externalId !== undefined && { externalId }),
      ...(keys.length > 0 && {
        tags: keys.map((key) => ({ key, value: tags[key] })),
        transitiveTagKeys: keys,
      }),
    },
    assumed: {
      assumedRoleId: user.id,
      arn: user.arn,
      accessKeyId: session.accessKeyId,
      expiration: session.expiration,
    },
  }
}

export const serviceIdentity = { type: 'AWSService', invokedBy: 'pods.eks.amazonaws.com' }

export const sessionIdentity = ({ role, user, session }: AssumedRole, now: number) => ({
  type: 'AssumedRole',
  principalId: user.id,
  arn: user.arn,
  accountId: role.account,
  accessKeyId: session.accessKeyId,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: role.id,
      arn: role.arn,
      accountId: role.account,
      userName: role.name,
    },
    attributes: { creationDate: isoSeconds(now), mfaAuthenticated: 'false' },
  },
  invokedBy: 'pods.eks.amazonaws.com',
})
