/** The ARNs of log groups and streams: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html */
import { parseArn } from '../../arn/index.ts'
import type { Call } from '../protocol/index.ts'

export interface Place {
  readonly partition: string
  readonly account: string
  readonly region: string
}

/** As tags and `logGroupArn` have it. */
export const groupArn = (place: Place, name: string): string =>
  `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${name}`

/** As `arn` of DescribeLogGroups and policies have it. */
export const groupAndStreamsArn = (place: Place, name: string): string => `${groupArn(place, name)}:*`

export const streamArn = (place: Place, group: string, stream = ''): string =>
  `${groupArn(place, group)}:log-stream:${stream}`

export interface NamedGroup {
  readonly account: string
  readonly region: string
  readonly name: string
}

/** With or without `:*` behind the name; undefined when the text is no ARN of a log group. */
export function readGroupArn(text: string): NamedGroup | undefined {
  const arn = parseArn(text)
  const [kind, name, rest, ...more] = arn?.service === 'logs' ? arn.resource.split(':') : []
  if (arn === undefined || kind !== 'log-group' || name === undefined || name === '' || more.length > 0)
    return undefined
  if (rest !== undefined && rest !== '*') return undefined
  return { account: arn.account, region: arn.region, name }
}

/** A name, or an ARN of the caller's own account and region; undefined for anything else. */
export function groupNameIn(identifier: string, call: Pick<Call, 'account' | 'region'>): string | undefined {
  if (!identifier.startsWith('arn:')) return identifier
  const named = readGroupArn(identifier)
  return named?.account === call.account && named.region === call.region ? named.name : undefined
}
