/** CreateTrail: takes a trail that CloudTrail can deliver; it holds nothing before its logging is started. */
import type { Call, Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { tooManyTrails, trailExists } from '../errors.ts'
import { ensureSigningKey } from '../digests/signing-key.ts'
import { onTrail, requestTags } from '../trails/authorize.ts'
import { checkTrailName } from '../trails/check-name.ts'
import { requireDestination } from '../trails/destination.ts'
import { settingsOutput } from '../trails/output.ts'
import { passLogsRole, requireLogGroup } from '../trails/log-group.ts'
import { checkSettings, readSettings, type SettingsInput } from '../trails/settings.ts'
import { findTrail, idOf, isSeenFrom, trails, trailsOfAccount } from '../trails/store.ts'
import { readTags, type TagsInput, withTags } from '../trails/tags.ts'
import type { Trail } from '../trails/trail.ts'

export interface CreateTrailInput extends SettingsInput {
  readonly S3BucketName: string
  readonly TagsList?: TagsInput
}

const mostTrails = 5

export const createTrail = (context: CloudTrailContext): Operation<CreateTrailInput> => ({
  authorize: (input, call) => {
    checkTrailName(input.Name)
    const tags = requestTags(readTags(input.TagsList))
    return [onTrail(context.store, 'CreateTrail', input.Name, call, tags), ...passLogsRole(input, call)]
  },
  invoke: async (input, call) => {
    const trail = newTrail(context, input, call)
    checkSettings(trail)
    await requireDestination(context, trail)
    await requireLogGroup(context, trail)
    if (trail.validated) await ensureSigningKey(context)
    await context.store.write((txn) => {
      if (findTrail(txn, trail.name, call) !== undefined) throw trailExists(trail.name, call.account)
      const others = trailsOfAccount(txn, call.account).filter((other) => isSeenFrom(call, other))
      if (others.length >= mostTrails) throw tooManyTrails(call.account, mostTrails, call.region)
      trails(call.account).put(txn, idOf(trail), trail)
    })
    return settingsOutput(trail)
  },
})

const newTrail = (context: CloudTrailContext, input: CreateTrailInput, call: Call): Trail =>
  readSettings(context, input, {
    partition: call.partition,
    account: call.account,
    homeRegion: call.region,
    name: input.Name,
    bucket: input.S3BucketName,
    globalEvents: true,
    multiRegion: false,
    validated: false,
    logging: false,
    tags: withTags({}, readTags(input.TagsList)),
  })
