/** Events as the trail has them, held against those that AWS has published. */
import { after, before, test } from 'node:test'
import table from './cases/published-event-calls.json' with { type: 'json' }
import { findDelivered, openTrail } from './support/delivered-events.ts'
import { holdAgainstPublished, publishedEvents } from './support/published-events.ts'
import { openStage, play, type Stage, type Step } from './support/stage.ts'

interface Call extends Step {
  readonly published: string
}

const given = table.given as unknown as readonly Step[]
const calls = table.calls as unknown as readonly Call[]

type Event = Readonly<Record<string, unknown>>

let stage: Stage
before(async () => {
  stage = await openStage({ trailInterval: 200 })
  const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::data/'] }]
  await openTrail(stage, { EventSelectors: [{ DataResources }] })
  for (const step of given) await play(stage, step)
})
after(() => stage.close())

/** The latest event of that name; data events are not looked up. */
async function latest(eventName: string): Promise<Event> {
  if (eventName === 'PutObject')
    return findDelivered<Event>(stage, (event) => event['eventName'] === eventName)
  const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: eventName }]
  const { Events } = await play(stage, { call: 'cloudtrail:LookupEvents', input: { LookupAttributes } })
  const [found] = Events as readonly { readonly CloudTrailEvent: string }[]
  return JSON.parse(found!.CloudTrailEvent) as Event
}

for (const { published, ...step } of calls)
  test(`the event is as AWS publishes it: ${published}`, async () => {
    const { eventName } = publishedEvents.find(({ name }) => name === published)!
    // A denial makes an event as well.
    await play(stage, step).catch(() => undefined)
    holdAgainstPublished(await latest(eventName), published)
  })
