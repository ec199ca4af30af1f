/** Answers `GET /containerLogs/NAMESPACE/POD/CONTAINER`. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerResponse } from 'node:http'
import type { PodContext } from '../containers/context.ts'
import { readLog, type LogQuery } from '../logs/read-log.ts'
import type { LivePod } from '../pods/live-pod.ts'

export async function serveLogs(
  response: ServerResponse,
  pod: LivePod,
  container: string,
  query: URLSearchParams,
  now: number,
): Promise<void> {
  const refuse = (status: number, message: string): void =>
    void response.writeHead(status, { 'content-type': 'text/plain' }).end(message)
  const asked = readQuery(query, now)
  if (typeof asked === 'string') return refuse(422, asked)
  const { name } = pod.pod()
  const record = pod.records.find((each) => each.container.name === container)
  if (record === undefined) return refuse(400, `container "${container}" in pod "${name}" is not available`)
  const isPrevious = query.get('previous') === 'true'
  const { state, last, restartCount } = record
  if (isPrevious && last === undefined)
    return refuse(400, `previous terminated container "${container}" in pod "${name}" not found`)
  if (!isPrevious && state.kind === 'waiting' && last === undefined)
    return refuse(400, waiting(container, name, state.reason))
  // One that waits to be started again shows what it said before.
  const isAhead = state.kind === 'waiting'
  const run = isPrevious && !isAhead ? restartCount - 1 : restartCount
  const path = join(pod.logDirectory, container, `${run}.log`)
  response.writeHead(200, { 'content-type': 'text/plain' })
  response.flushHeaders()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  if (existsSync(path))
    for await (const chunk of readLog(path, asked, liveLog(pod.context(), container, path), gone.signal)) {
      if (gone.signal.aborted) break
      if (!response.write(chunk))
        await new Promise<void>((resolve) => {
          response.once('drain', resolve)
          response.once('close', resolve)
        })
    }
  response.end()
}

const liveLog = (context: PodContext | undefined, container: string, path: string) => {
  const log = context?.running.get(container)?.log
  return log?.path === path ? log : undefined
}

const waiting = (container: string, pod: string, reason: string): string =>
  reason === 'ErrImagePull' || reason === 'ImagePullBackOff'
    ? `container "${container}" in pod "${pod}" is waiting to start: ${reason === 'ErrImagePull' ? "image can't be pulled" : 'trying and failing to pull image'}`
    : `container "${container}" in pod "${pod}" is waiting to start: ${reason}`

function readQuery(query: URLSearchParams, now: number): LogQuery | string {
  const number = (name: string): number | undefined => {
    const text = query.get(name)
    return text === null || text === '' ? undefined : Number(text)
  }
  const [tail, seconds, limitBytes] = [number('tailLines'), number('sinceSeconds'), number('limitBytes')]
  for (const [name, value] of Object.entries({ tailLines: tail, sinceSeconds: seconds, limitBytes }))
    if (value !== undefined && (!Number.isInteger(value) || value < 0))
      return `${name} must be a whole number that is not negative`
  const time = query.get('sinceTime')
  const since = time === null ? (seconds === undefined ? undefined : now - seconds * 1000) : Date.parse(time)
  if (since !== undefined && Number.isNaN(since)) return 'sinceTime must be a time'
  const stream = query.get('stream')?.toLowerCase()
  return {
    follow: query.get('follow') === 'true',
    timestamps: query.get('timestamps') === 'true',
    tail,
    since,
    limitBytes,
    ...((stream === 'stdout' || stream === 'stderr') && { stream }),
  }
}
