/** Which calls of an operation were refused, as the trail tells it. */
import { play, type Stage } from './stage.ts'

interface RecordedCall {
  readonly errorCode?: string
  readonly errorMessage?: string
}

/** Each as `CODE: MESSAGE`, the newest first. */
export async function refusalsOf(stage: Stage, operation: string): Promise<readonly string[]> {
  const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: operation }]
  const { Events } = await play(stage, { call: 'cloudtrail:LookupEvents', input: { LookupAttributes } })
  return (Events as readonly { readonly CloudTrailEvent: string }[])
    .map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent) as RecordedCall)
    .flatMap(({ errorCode, errorMessage }) =>
      errorCode === undefined ? [] : [`${errorCode}: ${errorMessage}`],
    )
}
