/** CloudTrail with its journal, and the doors by which its trails reach buckets and log groups. */
import { createCloudTrail, type TrailEvent } from '../../aws/cloudtrail/index.ts'
import { openJournal, openSpool } from '../../kit/index.ts'
import { assumptionEvents } from './assumption-event.ts'
import type { CloudFacts, Rooms } from './rooms.ts'
import { textual } from './textual.ts'
import { createTrailBuckets } from './trail/trail-buckets.ts'
import { createTrailLogs } from './trail/trail-logs.ts'

/** As far as LookupEvents reaches. Milliseconds. */
const trailedFor = 90 * 86_400_000

/** As many of the latest events as are at hand after a start. */
const readAtFirst = 10_000

interface OpenTrail {
  readonly rooms: Pick<Rooms, 'cloudtrail' | 'recordAssumption'>
  readonly close: () => Promise<void>
}

export function openTrail(facts: CloudFacts, rooms: Rooms): OpenTrail {
  const { config, data, store, clock, random, onFault, secretWrap } = facts
  const directory = data.trail
  const journal = openJournal<TrailEvent>({ directory, name: 'events', clock, onFault, keepFor: trailedFor })
  const recordAssumption: Rooms['recordAssumption'] = (assumption) =>
    assumptionEvents(assumption, random).forEach(cloudtrail.record)
  const { resourceControlOf, organizationOf, findRole } = rooms.accounts
  const making = { accounts: { resourceControlOf, organizationOf }, clock, random }
  const cloudtrail = createCloudTrail({
    store,
    clock,
    random,
    buckets: createTrailBuckets({ ...making, s3: rooms.s3.service }),
    logs: createTrailLogs({
      ...making,
      logs: rooms.logs.service,
      findRole,
      issueSession: rooms.sts.issueSession,
      findCaller: (key, token, now) => rooms.credentials.find(key, token, now),
      recordAssumption,
    }),
    spool: openSpool({ directory, name: 'undelivered', clock, onFault }),
    organizationOf,
    deliverEvery: config.trailInterval,
    append: journal.append,
    earlier: () => journal.readNewest(readAtFirst),
    keyWrap: textual(secretWrap),
    onFault,
  })
  const close = async (): Promise<void> => {
    await cloudtrail.close()
    await journal.close()
  }
  return { rooms: { cloudtrail, recordAssumption }, close }
}
