/** Finds out who signed a login token: by its own text, by what is remembered, and at last by STS. */
import { BoundedMap, sha256Hex } from '../../../kit/index.ts'
import type { LoginNeeds, CallerIdentity } from '../needs.ts'
import { readLoginToken, type LoginToken } from '../token/read-login-token.ts'
import { readCaller } from './read-caller.ts'

export type Verified =
  | { readonly ok: true; readonly who: CallerIdentity; readonly host: string }
  | {
      readonly ok: false
      readonly outcome: 'invalid_token' | 'sts_error' | 'sts_throttling'
      readonly problem: string
      readonly host?: string
      /** Whether the token was judged, so that the same question gets the same answer. */
      readonly isFinal?: true
    }

type Refused = Extract<Verified, { readonly ok: false }>

type Needs = Pick<
  LoginNeeds,
  'clusterId' | 'clock' | 'hosts' | 'askSts' | 'rememberFor' | 'rememberAtMost' | 'countSts'
>

interface Remembered {
  readonly verified: Verified
  readonly until: number
}

/** A minute: as long as a command of kubectl and its discovery take, and short beside the life of a session. */
const usualMemory = 60_000
/** What STS refused is refused again without asking it for so long. */
const refusalMemory = 10_000
/** Calls to STS under way at once; a flood of made-up tokens must not become one of calls. */
const mostCalls = 64

export function createVerifier(needs: Needs): (token: string) => Promise<Verified> {
  const { clock, hosts, rememberFor = usualMemory, rememberAtMost = 10_000 } = needs
  const remembered = new BoundedMap<string, Remembered>(rememberAtMost)
  const underWay = new Map<string, Promise<Verified>>()

  const judge = async (key: string, token: LoginToken): Promise<Verified> => {
    const verified = await askSts(needs, token)
    const memory = memoryOf(verified, rememberFor)
    if (memory > 0) remembered.set(key, { verified, until: Math.min(clock() + memory, token.expiresAt) })
    return verified
  }

  return async (text) => {
    const read = readLoginToken(text, { hosts, now: clock() })
    if (!read.ok) return { ok: false, outcome: 'invalid_token', problem: read.problem }
    const key = sha256Hex(text)
    const known = remembered.get(key)
    if (known !== undefined && clock() < known.until) return known.verified
    const running = underWay.get(key)
    if (running !== undefined) return running
    if (underWay.size >= mostCalls) return throttled(read.token.host, 'too many calls to STS are under way')
    const judging = judge(key, read.token).finally(() => underWay.delete(key))
    underWay.set(key, judging)
    return judging
  }
}

/** What may be otherwise in a moment is not remembered. */
function memoryOf(verified: Verified, rememberFor: number): number {
  if (verified.ok) return rememberFor
  return verified.isFinal === true ? Math.min(refusalMemory, rememberFor) : 0
}

async function askSts(needs: Needs, token: LoginToken): Promise<Verified> {
  const { hosts, clusterId, countSts } = needs
  const { host, parameters, accessKeyId } = token
  const label = hosts.labelOf(host)
  let answer: { readonly status: number; readonly body: string }
  try {
    answer = await needs.askSts({ endpoint: hosts.endpointOf(host), host, parameters, clusterId })
  } catch (error) {
    countSts?.(label, 'connection-failure')
    return stsError(host, `error during GET: ${(error as Error).message} on ${label} endpoint`)
  }
  const { status, body } = answer
  countSts?.(label, status)
  if (status !== 200) {
    if (body.includes('Throttling')) {
      countSts?.(label, 'throttled')
      return throttled(host, short(body))
    }
    const problem = `error from AWS (expected 200, got ${status}) on ${label} endpoint. Body: ${short(body)}`
    // A 4xx is a judgement of the token and stands; a 5xx is none.
    return status >= 400 && status < 500
      ? { ...stsError(host, problem), isFinal: true }
      : stsError(host, problem)
  }
  const read = readCaller(body, accessKeyId)
  return read.ok
    ? { ok: true, who: read.who, host }
    : { ok: false, outcome: 'sts_error', problem: read.problem, host }
}

const failed = (detail: string): string => `sts getCallerIdentity failed: ${detail}`

const stsError = (host: string, detail: string): Refused => ({
  ok: false,
  outcome: 'sts_error',
  problem: failed(detail),
  host,
})

const throttled = (host: string, detail: string): Refused => ({
  ok: false,
  outcome: 'sts_throttling',
  problem: `sts getCallerIdentity was throttled: ${detail}`,
  host,
})

/** STS shows the canonical request of what it refuses, which is most of a token but its signature. */
function short(body: string): string {
  const code = /"Code":\s*"([\w.]{1,100})"/.exec(body)?.[1]
  const message = /"Message":\s*"([^"]{1,2000})/
    .exec(body)?.[1]
    ?.split(/\.?(?:\\n|The Canonical String|$)/)[0]
  if (code === undefined) return `${Buffer.byteLength(body)} bytes that are no error of STS`
  return message === undefined ? code : `${code}: ${message.slice(0, 200)}`
}
