/** The settings of a trail as CreateTrail and UpdateTrail take them; what is left out stays as it is. */
import { invalidCombination, unsupported } from '../errors.ts'
import type { CloudTrailNeeds } from '../needs.ts'
import { readLogs } from './log-group.ts'
import { readOrganization } from './organization.ts'
import type { Trail } from './trail.ts'

export interface SettingsInput {
  readonly Name: string
  readonly S3BucketName?: string
  readonly S3KeyPrefix?: string
  readonly SnsTopicName?: string
  readonly IncludeGlobalServiceEvents?: boolean
  readonly IsMultiRegionTrail?: boolean
  readonly EnableLogFileValidation?: boolean
  readonly CloudWatchLogsLogGroupArn?: string
  readonly CloudWatchLogsRoleArn?: string
  readonly KmsKeyId?: string
  readonly IsOrganizationTrail?: boolean
}

/** An empty text takes a setting away. */
export function readSettings(
  context: Pick<CloudTrailNeeds, 'organizationOf'>,
  input: SettingsInput,
  before: Trail,
): Trail {
  refuseUnserved(input)
  const { prefix, logs: _, organization: __, ...rest } = before
  const logs = readLogs(input, before)
  const organization = readOrganization(context, input.IsOrganizationTrail, before)
  const newPrefix = (input.S3KeyPrefix ?? prefix ?? '').replace(/\/+$/, '')
  return {
    ...rest,
    bucket: input.S3BucketName ?? before.bucket,
    ...(newPrefix !== '' && { prefix: newPrefix }),
    ...(logs && { logs }),
    ...(organization !== undefined && { organization }),
    globalEvents: input.IncludeGlobalServiceEvents ?? before.globalEvents,
    multiRegion: input.IsMultiRegionTrail ?? before.multiRegion,
    validated: input.EnableLogFileValidation ?? before.validated,
  }
}

function refuseUnserved(input: SettingsInput): void {
  if (isGiven(input.SnsTopicName)) throw unsupported('SnsTopicName: there is no SNS here, so notification')
  if (isGiven(input.KmsKeyId)) throw unsupported('KmsKeyId: there is no KMS here, so encryption by its keys')
}

const isGiven = (text: string | undefined): boolean => text !== undefined && text !== ''

export function checkSettings({ globalEvents, multiRegion }: Trail): void {
  if (multiRegion && !globalEvents)
    throw invalidCombination('Multi-Region trail must include global service events.')
}
