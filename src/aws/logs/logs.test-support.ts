/** CloudWatch Logs on a store in memory and a directory of its own, asked as the gateway asks it. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '../../store/index.ts'
import { type Authorization, AwsError, type Call, type Operation } from '../protocol/index.ts'
import { createLogs, type LogsNeeds } from './index.ts'

export const account = '111122223333'
export const noon = Date.parse('2026-11-21T12:00:00Z')
export const day = 86_400_000

const root: Call['caller'] = {
  principal: { kind: 'root', partition: 'aws', account },
  userId: account,
  context: new Map(),
  policies: { identity: [] },
}

export function setUp(patch: Partial<LogsNeeds> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-logs-'))
  const clock = { now: noon }
  const faults: unknown[] = []
  const needs: LogsNeeds = {
    store: createMemoryStore(),
    clock: () => clock.now,
    random: randomBytes,
    directory,
    onFault: (fault) => void faults.push(fault),
    ...patch,
  }
  const logs = createLogs(needs)
  const callOf = (call: Partial<Call>): Call =>
    ({
      account,
      region: 'us-east-1',
      partition: 'aws',
      now: clock.now,
      caller: root,
      notes: { checks: [], resources: [], additionalEventData: {} },
      ...call,
    }) as Call
  const handlerOf = (operation: string): Operation<object> =>
    logs.service.operations[operation] as Operation<object>
  const authorizations = async (
    operation: string,
    input: object,
    call: Partial<Call> = {},
  ): Promise<readonly Authorization[]> => {
    const { authorize } = handlerOf(operation)
    assert.ok(typeof authorize === 'function')
    return await authorize(input, callOf(call))
  }
  const ask = async <Answer = unknown>(
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
  /** A group with one stream for each list of times; a message tells its stream and time. */
  const fill = async (group: string, streams: Readonly<Record<string, readonly number[]>>): Promise<void> => {
    await ask('CreateLogGroup', { logGroupName: group })
    for (const [stream, times] of Object.entries(streams)) {
      const names = { logGroupName: group, logStreamName: stream }
      await ask('CreateLogStream', names)
      const logEvents = times.map((timestamp) => ({ timestamp, message: `${stream} ${timestamp}` }))
      if (logEvents.length > 0) await ask('PutLogEvents', { ...names, logEvents })
    }
  }
  const close = async (): Promise<void> => {
    await logs.close()
    rmSync(directory, { recursive: true, force: true })
    assert.deepEqual(faults, [])
  }
  return { logs, needs, clock, faults, ask, refused, authorizations, fill, close }
}

export interface Messages {
  readonly events: readonly { readonly message: string; readonly timestamp: number }[]
  readonly nextToken?: string
  readonly nextForwardToken: string
  readonly nextBackwardToken: string
}

export const messagesOf = ({ events }: Messages): readonly string[] => events.map(({ message }) => message)
