/** The log group that a trail delivers to, and the role by which it does: both must be right before the trail is taken. */
import { parseArn } from '../../../arn/index.ts'
import { contextOf } from '../../../policy/index.ts'
import type { Authorization, Call } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import {
  invalidLogGroup,
  invalidLogsRole,
  logGroupWithoutRole,
  noLogGroup,
  roleWithoutLogGroup,
  roleWithoutRights,
  roleWithoutTrust,
} from '../errors.ts'
import type { TrailStream } from '../needs.ts'
import type { SettingsInput } from './settings.ts'
import { type Trail, trailArn } from './trail.ts'

type LogSettings = Pick<SettingsInput, 'CloudWatchLogsLogGroupArn' | 'CloudWatchLogsRoleArn'>

/** Handing CloudTrail a role asks of the caller what handing any service a role does. */
export function passLogsRole(
  { CloudWatchLogsRoleArn: arn = '' }: LogSettings,
  call: Call,
): readonly Authorization[] {
  if (arn === '') return []
  requireRoleArn(arn, call)
  const context = contextOf({ 'iam:PassedToService': 'cloudtrail.amazonaws.com' })
  return [{ action: 'iam:PassRole', resource: arn, context }]
}

/** Both or neither; an empty text takes one away. */
export function readLogs(input: LogSettings, before: Trail): Trail['logs'] {
  const group = input.CloudWatchLogsLogGroupArn ?? before.logs?.group ?? ''
  const role = input.CloudWatchLogsRoleArn ?? before.logs?.role ?? ''
  if (group === '' && role === '') return undefined
  if (role === '') throw logGroupWithoutRole()
  if (group === '') throw roleWithoutLogGroup()
  requireRoleArn(role, before)
  if (readLogGroupArn(group, before) === undefined) throw invalidLogGroup()
  return { group, role }
}

function requireRoleArn(text: string, { account }: Pick<Trail, 'account'>): void {
  const arn = parseArn(text)
  if (arn?.service !== 'iam' || arn.account !== account || !arn.resource.startsWith('role/'))
    throw invalidLogsRole(text)
}

/** The name of a group of the trail's own account and home; with `:*` behind, which stands for its streams. */
function readLogGroupArn(
  text: string,
  { account, homeRegion, partition }: Pick<Trail, 'account' | 'homeRegion' | 'partition'>,
): string | undefined {
  const begin = `arn:${partition}:logs:${homeRegion}:${account}:log-group:`
  const name = text.startsWith(begin) ? text.slice(begin.length) : ''
  return /^([\w\-/.#]{1,512}):\*$/.exec(name)?.[1]
}

/** Undefined for a trail that wants no logs. */
export function logStreamOf(trail: Trail, account: string): TrailStream | undefined {
  const { logs, homeRegion: region } = trail
  const group = logs && readLogGroupArn(logs.group, trail)
  if (logs === undefined || group === undefined) return undefined
  const whose = trail.organization === undefined ? account : `${trail.organization}_${account}`
  const stream = `${whose}_CloudTrail_${region}`
  return { trail: trailArn(trail), account: trail.account, region, role: logs.role, group, stream }
}

export async function requireLogGroup({ logs }: CloudTrailContext, trail: Trail): Promise<void> {
  const stream = logStreamOf(trail, trail.account)
  if (stream === undefined) return
  const obstacle = await logs.check(stream)
  switch (obstacle) {
    case undefined:
      return
    case 'trust':
      throw roleWithoutTrust()
    case 'permissions':
      throw roleWithoutRights()
    case 'group':
      throw noLogGroup(stream.group)
  }
}
