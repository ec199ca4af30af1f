/** A trail as the store has it, and how far it has delivered. */
import { formatArn, parseArn } from '../../../arn/index.ts'
import type { Selectors } from '../selectors/selectors.ts'

export interface TrailName {
  readonly partition: string
  readonly account: string
  readonly homeRegion: string
  readonly name: string
}

export interface Trail extends TrailName {
  readonly bucket: string
  readonly prefix?: string
  readonly globalEvents: boolean
  readonly multiRegion: boolean
  readonly validated: boolean
  /** The log group that it delivers to as well, and the role by which it does: ARNs as they were given. */
  readonly logs?: { readonly group: string; readonly role: string }
  /** The id of the organization whose accounts it is for; of its own account alone when absent. */
  readonly organization?: string
  /** What it was told to hold; all management events when absent. */
  readonly selectors?: Selectors
  readonly logging: boolean
  /** Milliseconds since the epoch. */
  readonly startedAt?: number
  readonly stoppedAt?: number
  readonly tags: Tags
}

export type Tags = Readonly<Record<string, string>>

/** Written by deliveries alone, so that they stand in no caller's way. */
export interface DeliveryStatus {
  readonly latestAt?: number
  readonly latestError?: string
  readonly attemptedAt?: number
  readonly logsAt?: number
  readonly logsError?: string
  readonly digestAt?: number
  readonly digestError?: string
}

export const trailArn = ({ partition, account, homeRegion, name }: TrailName): string =>
  formatArn({
    partition,
    service: 'cloudtrail',
    region: homeRegion,
    account,
    resource: `trail/${name}`,
  })

/** Undefined when the text is no ARN of a trail. */
export function readTrailArn(text: string): TrailName | undefined {
  const arn = parseArn(text)
  const name = arn?.resource.startsWith('trail/') ? arn.resource.slice('trail/'.length) : ''
  if (arn?.service !== 'cloudtrail' || name === '' || arn.region === '' || arn.account === '')
    return undefined
  return { partition: arn.partition, account: arn.account, homeRegion: arn.region, name }
}
