/** CloudTrail on a store in memory, with buckets that keep what is put into them, asked as the gateway asks it. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { Spool } from '../../kit/index.ts'
import { createMemoryStore } from '../../store/index.ts'
import { type Authorization, AwsError, type Call, type Operation } from '../protocol/index.ts'
import {
  createCloudTrail,
  type CloudTrailNeeds,
  type LogsObstacle,
  type TrailEvent,
  type TrailObject,
  type TrailStream,
} from './index.ts'

export const account = '111122223333'
export const noon = Date.parse('2026-11-21T12:00:00Z')

let made = 0
export function event(patch: Readonly<Record<string, unknown>> = {}): TrailEvent {
  made++
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'alice', accessKeyId: 'AKIAALICE' },
    eventTime: new Date(noon + made * 1000).toISOString().replace('.000Z', 'Z'),
    eventSource: 'sts.amazonaws.com',
    eventName: 'GetCallerIdentity',
    awsRegion: 'us-east-1',
    eventID: `event-${made}`,
    readOnly: true,
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    ...patch,
  }
}

export const dataEvent = (arn: string, patch: Readonly<Record<string, unknown>> = {}): TrailEvent =>
  event({
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    managementEvent: false,
    eventCategory: 'Data',
    resources: [
      { type: 'AWS::S3::Object', ARN: arn },
      { accountId: account, type: 'AWS::S3::Bucket', ARN: arn.split('/')[0] },
    ],
    ...patch,
  })

export interface PutFile extends TrailObject {
  readonly ids: readonly string[]
}

export interface PutMessages extends TrailStream {
  readonly ids: readonly string[]
}

/** Parts that outlive who holds them, as files do. */
export function memorySpool(): Spool {
  const parts = new Map<string, string[]>()
  let made = 0
  let current: string | undefined
  return {
    append: (line) => {
      current ??= `part-${String(++made).padStart(3, '0')}`
      parts.set(current, [...(parts.get(current) ?? []), line])
    },
    cut: () => {
      const part = current
      current = undefined
      return part
    },
    remove: async (part) => void parts.delete(part),
    left: async () => [...parts].map(([part, lines]) => ({ part, lines })),
    close: async () => void (current = undefined),
  }
}

export function setUp(patch: Partial<CloudTrailNeeds> = {}) {
  const files: PutFile[] = []
  const logged: PutMessages[] = []
  /** What stands in the way of a log group, by its name. */
  const obstacles = new Map<string, LogsObstacle>()
  const kept: TrailEvent[] = []
  const faults: unknown[] = []
  /** What the buckets refuse with, by name. */
  const refusing = new Map<string, string>()
  const refuse = ({ bucket }: TrailObject): void => {
    const code = refusing.get(bucket)
    if (code !== undefined) throw new AwsError({ code, status: 403, message: 'no' })
  }
  const needs: CloudTrailNeeds = {
    store: createMemoryStore(),
    clock: () => noon,
    random: randomBytes,
    keyWrap: {
      wrap: (secret) => Buffer.from(secret).toString('base64'),
      unwrap: (sealed) => Buffer.from(sealed, 'base64'),
    },
    buckets: {
      check: async (object) => refuse(object),
      put: async ({ body, ...object }) => {
        refuse(object)
        const { Records } = JSON.parse(gunzipSync(body).toString()) as { Records: readonly TrailEvent[] }
        files.push({ ...object, ids: Records.map(({ eventID }) => eventID) })
      },
    },
    logs: {
      check: async ({ group }) => obstacles.get(group),
      put: async (stream, messages) => {
        if (obstacles.has(stream.group))
          throw new AwsError({ code: 'AccessDeniedException', status: 400, message: 'no' })
        logged.push({ ...stream, ids: messages.map((each) => (JSON.parse(each) as TrailEvent).eventID) })
      },
    },
    spool: memorySpool(),
    append: (line) => void kept.push(JSON.parse(line) as TrailEvent),
    onFault: (fault) => void faults.push(fault),
    ...patch,
  }
  const cloudtrail = createCloudTrail(needs)
  const callOf = (call: Partial<Call>): Call =>
    ({ account, region: 'us-east-1', partition: 'aws', now: noon, ...call }) as Call
  const handlerOf = (operation: string) => cloudtrail.service.operations[operation] as Operation<object>
  const authorizations = async (
    operation: string,
    input: object,
    call: Partial<Call> = {},
  ): Promise<readonly Authorization[]> => {
    const { authorize } = handlerOf(operation)
    assert.ok(typeof authorize === 'function')
    return await authorize(input, callOf(call))
  }
  const ask = async <Answer = Readonly<Record<string, unknown>>>(
    operation: string,
    input: object = {},
    call: Partial<Call> = {},
  ): Promise<Answer> => {
    await authorizations(operation, input, call)
    return (await handlerOf(operation).invoke(input, callOf(call))) as Answer
  }
  const refused = async (operation: string, input: object, call?: Partial<Call>): Promise<string> => {
    const answer = await ask(operation, input, call).catch((error: unknown) => error)
    assert.ok(answer instanceof AwsError, `not refused: ${JSON.stringify(answer) ?? String(answer)}`)
    return `${answer.code}: ${answer.text}`
  }
  /** A trail that is logging. */
  const begin = async (name: string, input: object = {}): Promise<void> => {
    await ask('CreateTrail', { Name: name, S3BucketName: 'the-bucket', ...input })
    await ask('StartLogging', { Name: name })
  }
  return {
    cloudtrail,
    needs,
    files,
    logged,
    obstacles,
    kept,
    faults,
    refusing,
    ask,
    refused,
    authorizations,
    begin,
  }
}
