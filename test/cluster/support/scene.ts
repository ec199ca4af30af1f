/** Plays a scene of requests against one API server and keeps its answers, made comparable. */
import { request as httpsRequest } from 'node:https'
import { createClient, requestToken, valueAt, type ClientFacts } from '../../../src/kubernetes/api/index.ts'
import { mask, type Masked } from './mask.ts'

export interface Scene {
  readonly scene: string
  readonly steps: readonly Step[]
}

export interface Step {
  /** What is tried, where the list of known differences has to tell it from others. */
  readonly note?: string
  /** `METHOD /path?query`. */
  readonly do?: string
  readonly body?: unknown
  readonly type?: string
  readonly accept?: string
  /** Besides the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
  readonly as?: 'nobody' | 'wrong' | 'basic' | 'empty' | 'two' | 'account' | 'account-of-aws'
  /** Names under which later steps find values of the answer, by their paths with dots. */
  readonly save?: Readonly<Record<string, string>>
  readonly watch?: string
  readonly events?: number
  readonly during?: readonly Step[]
}

export interface Stage {
  readonly facts: ClientFacts
  readonly namespace: string
  readonly issuer: string
}

interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

/** One answer a step, in its order. */
export async function playScene(stage: Stage, { steps }: Scene): Promise<readonly Masked[]> {
  const variables = new Map([['ns', stage.namespace]])
  const answers: Masked[] = []
  for (const step of steps) {
    if (step.watch !== undefined) answers.push(await playWatch(stage, step, variables))
    else answers.push(await play(stage, step, variables))
  }
  return answers
}

async function play(stage: Stage, step: Step, variables: Map<string, string>): Promise<Masked> {
  const {
    do: line,
    body,
    type = 'application/json',
    accept = 'application/json',
    headers = {},
    save = {},
  } = fill(step, variables)
  const space = line!.indexOf(' ')
  const answer = await send(stage, {
    method: line!.slice(0, space),
    path: line!.slice(space + 1),
    accept,
    headers,
    authorization: await authorizationOf(stage, step.as),
    ...(body !== undefined && { type, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const value = parse(answer.text)
  for (const [name, path] of Object.entries(save))
    variables.set(name, String(valueAt(value, ...path.split('.'))))
  return mask(
    {
      status: answer.status,
      type: String(answer.headers['content-type'] ?? '').replace(/;.*/, ''),
      ...(answer.headers['warning'] !== undefined && { warning: String(answer.headers['warning']) }),
      body: value ?? answer.text,
    },
    stage,
  )
}

/** Puts saved values in the place of `$name`. */
function fill(step: Step, variables: ReadonlyMap<string, string>): Step {
  const names = [...variables.keys()].join('|')
  const text = JSON.stringify(step).replaceAll(new RegExp(`\\$(${names})\\b`, 'g'), (_, name: string) =>
    variables.get(name)!,
  )
  return JSON.parse(text) as Step
}

async function authorizationOf({ facts, namespace }: Stage, as: Step['as']): Promise<string | undefined> {
  if (as === 'nobody') return undefined
  if (as === 'wrong') return 'Bearer wrong'
  if (as === 'empty') return 'Bearer '
  if (as === 'two') return 'Bearer one two'
  if (as === 'basic') return 'Basic YTpi'
  if (as === undefined) return `Bearer ${facts.token!()}`
  const client = createClient(facts)
  const audiences = as === 'account-of-aws' ? ['sts.amazonaws.com'] : []
  const requested = await requestToken(client, { namespace, serviceAccount: 'app', audiences })
  client.close()
  if (!requested.ok) throw new Error(requested.problem.message)
  return `Bearer ${requested.token}`
}

interface RawRequest {
  readonly method: string
  readonly path: string
  readonly accept: string
  readonly headers: Readonly<Record<string, string>>
  readonly authorization?: string
  readonly type?: string
  readonly body?: string
}

/** How long an answer or a watch may take that should have ended by itself, in milliseconds. */
const requestLimit = 20_000

function send(
  { facts }: Stage,
  { method, path, accept, headers, authorization, type, body }: RawRequest,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const call = httpsRequest(new URL(path, facts.server), {
      method,
      ca: facts.ca,
      agent: false,
      headers: {
        accept,
        ...(authorization !== undefined && { authorization }),
        ...headers,
        ...(type !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(body!) }),
      },
    })
    call.once('error', reject)
    call.once('response', (response) => {
      const done = (): void => {
        clearTimeout(timer)
        call.destroy()
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      }
      // A watch that should have been refused is compared by what came of it.
      const timer = setTimeout(done, requestLimit)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', done)
    })
    call.end(body)
  })
}

/** The events of a watch that is opened, follows the other steps, and is closed. */
async function playWatch(stage: Stage, step: Step, variables: Map<string, string>): Promise<Masked> {
  const { watch, events = 1 } = fill(step, variables)
  const client = createClient(stage.facts)
  const ending = new AbortController()
  const query: Record<string, string> = { watch: 'true' }
  if (!/resourceVersion|sendInitialEvents/.test(watch!)) {
    const list = await client.get(watch!.replace(/\?.*/, ''))
    query['resourceVersion'] = list.ok ? String(valueAt(list.value, 'metadata', 'resourceVersion')) : ''
  }
  const [path = '', own = ''] = watch!.split('?')
  for (const [name, value] of new URLSearchParams(own)) query[name] = value
  const opened = await client.open(path, { query, signal: ending.signal })
  try {
    if (!opened.ok) return mask({ status: opened.problem.code, body: { ...opened.problem } }, stage)
    for (const each of step.during ?? []) await play(stage, each, variables)
    const timer = setTimeout(() => opened.stream.close(), requestLimit)
    const seen = await readEvents(opened.stream.lines, events)
    clearTimeout(timer)
    return mask({ status: 200, body: { events: seen } }, stage)
  } finally {
    if (opened.ok) opened.stream.close()
    client.close()
  }
}

async function readEvents(
  chunks: AsyncIterable<readonly string[]>,
  wanted: number,
): Promise<readonly unknown[]> {
  const events: unknown[] = []
  try {
    for await (const lines of chunks) {
      for (const line of lines.slice(0, wanted - events.length)) events.push(JSON.parse(line))
      if (events.length === wanted) break
    }
  } catch {
    // Closed by the timer: what has come so far is what there is to compare.
  }
  return events
}

/** A whole answer, or the events of a watch. */
function parse(text: string): unknown {
  try {
    return text.startsWith('{"type":')
      ? text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown)
      : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}
