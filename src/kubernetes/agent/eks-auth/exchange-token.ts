/** Calls EKS Auth's AssumeRoleForPodIdentity with the node's credentials, a few times where it stumbles. */
import { parseArn } from '../../../arn/index.ts'
import { callOnce, sha256Hex, type CallAnswer, type Clock, type OneCall } from '../../../kit/index.ts'
import { signRequest, type SigningIdentity } from '../../../sigv4/index.ts'
import type { Exchange, Exchanged, ExchangeFailure } from '../needs.ts'
import { readExchange } from './read-exchange.ts'

export interface EksAuthFacts {
  readonly endpoint: URL
  readonly region: string
  readonly clusterName: string
  /** The node's own. */
  readonly credentials: () => Promise<SigningIdentity>
  readonly clock: Clock
  /** A number from 0 up to 1. */
  readonly chance: () => number
  readonly agent?: OneCall['agent']
  readonly wait?: (milliseconds: number) => Promise<void>
}

const attempts = 3
/** Milliseconds for one attempt, and the most between two. */
const [timeout, longestWait] = [3000, 400]
const answerLimit = 256 * 1024

export const createExchange =
  (facts: EksAuthFacts): Exchange =>
  async (token) => {
    const { wait = sleep, chance } = facts
    let last: Exchanged = { ok: false, failure: noAnswer('it was not asked') }
    for (let attempt = 1; attempt <= attempts; attempt++) {
      last = await tryOnce(facts, token)
      if (last.ok || !isPassing(last.failure)) return last
      if (attempt < attempts) await wait(chance() * longestWait * attempt)
    }
    return last
  }

/** What may be otherwise in a moment. */
const isPassing = ({ status, code }: ExchangeFailure): boolean =>
  status === 0 || status === 429 || status >= 500 || code === 'ThrottlingException'

async function tryOnce(facts: EksAuthFacts, token: string): Promise<Exchanged> {
  let answer: CallAnswer
  try {
    answer = await call(facts, token)
  } catch (error) {
    return {
      ok: false,
      failure: noAnswer(`unable to fetch credentials from EKS Auth: ${(error as Error).message}`),
    }
  }
  const read = readExchange(answer)
  if (!read.ok) return read
  const accountId = parseArn(read.roleArn)?.account
  if (accountId === undefined || accountId === '')
    return { ok: false, failure: noAnswer('unable to parse arn from assumed role') }
  return { ok: true, credentials: { ...read.credentials, accountId } }
}

const noAnswer = (message: string): ExchangeFailure => ({ status: 0, code: '', message, requestId: '' })

async function call(facts: EksAuthFacts, token: string): Promise<CallAnswer> {
  const { endpoint, region, clusterName, clock, agent } = facts
  const identity = await facts.credentials()
  const url = new URL(endpoint)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/clusters/${encodeURIComponent(clusterName)}/assume-role-for-pod-identity`
  const body = JSON.stringify({ token })
  const signed = signRequest(
    {
      method: 'POST',
      path: url.pathname,
      query: '',
      headers: { host: [url.host], 'content-type': ['application/json'] },
    },
    { identity, region, service: 'eks-auth', now: clock(), payloadHash: sha256Hex(body) },
  )
  const headers = Object.fromEntries(Object.entries(signed).map(([name, values]) => [name, values.join(',')]))
  return callOnce({ method: 'POST', url, headers, body, timeout, limit: answerLimit, agent })
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
