/** What CloudTrail says of the pod's own call. */
import type { Act } from '../perform.ts'
import type { Outcome } from '../stage.ts'
import { asAdmin, succeeds } from '../steps.ts'

export const trail: Act = {
  title: 'What the trail says of the pod’s call',
  steps: [
    asAdmin(
      () => [
        'cloudtrail',
        'lookup-events',
        '--lookup-attributes',
        'AttributeKey=EventName,AttributeValue=ListBuckets',
        '--max-results',
        '1',
      ],
      (outcome, found) => {
        const event = readEvent(outcome)
        const isOurs =
          event['errorCode'] === undefined && JSON.stringify(event).includes(`:assumed-role/reports-reader/`)
        return isOurs ? succeeds(outcome, found) : 'the event of the pod’s ListBuckets'
      },
      {
        print: (outcome) => JSON.stringify(readEvent(outcome), undefined, 2),
        verdict: 'the session, its role and the token’s claims are on record',
      },
    ),
  ],
}

/** The CloudTrail record inside the answer of LookupEvents. */
function readEvent({ stdout }: Outcome): Record<string, unknown> {
  try {
    const { Events } = JSON.parse(stdout) as { Events: { CloudTrailEvent: string }[] }
    return JSON.parse(Events[0]!.CloudTrailEvent) as Record<string, unknown>
  } catch {
    return {}
  }
}
