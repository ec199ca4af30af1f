/** Plays cases of raw requests: signed well or badly, changed on their way, and malformed. */
import assert from 'node:assert/strict'
import { fill } from './fill.ts'
import type { Credentials } from './installation.ts'
import {
  refusalOf,
  sendRaw,
  signRaw,
  type RawAnswer,
  type RawRequest,
  type SigningWish,
} from './raw-request.ts'
import { makeToken, type TokenWish } from './tokens.ts'
import type { Stage } from './stage.ts'

export interface RawCase {
  readonly name: string
  readonly service?: string
  /** The host that the request names; the endpoint's own when absent. */
  readonly host?: string
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly body?: string
  /** A body of so many letters. */
  readonly length?: number
  readonly token?: TokenWish
  /** Whose credentials sign it; `nobody at all` sends it unsigned; `admin` when absent. */
  readonly as?: string
  /** What is wrong with the credentials. */
  readonly but?: {
    readonly accessKeyId?: string
    readonly secretAccessKey?: string
    /** The session token of somebody else, a text, or null for none. */
    readonly tokenOf?: string
    readonly sessionToken?: string | null
    /** Changes one character in the middle of the session token. */
    readonly tokenTampered?: true
  }
  readonly sign?: Partial<SigningWish>
  /** What happens to it on its way. */
  readonly changed?: {
    readonly headers?: Readonly<Record<string, string | null>>
    readonly body?: string
    readonly path?: string
    readonly authorization?: readonly [from: string, to: string]
    readonly query?: readonly [from: string, to: string]
  }
  readonly refusal?: string
  readonly refusalLike?: string
  /** In place of a refusal. */
  readonly answer?: {
    readonly status: number
    readonly location?: string
    readonly body?: string
    readonly has?: string
  }
}

export async function playRaw(stage: Stage, raw: RawCase): Promise<void> {
  const {
    refusal,
    refusalLike,
    answer: expected,
  } = fill({ refusal: raw.refusal, refusalLike: raw.refusalLike, answer: raw.answer }, stage.facts)
  const answer = await sendRaw(stage.installation.endpoint, await requestOf(stage, fill(raw, stage.facts)))
  if (refusal !== undefined) return assert.equal(refusalOf(answer), refusal, answer.body)
  if (refusalLike !== undefined) return assert.match(refusalOf(answer), new RegExp(refusalLike), answer.body)
  holdAnswer(answer, expected ?? { status: 200 })
}

function holdAnswer({ status, headers, body }: RawAnswer, expected: NonNullable<RawCase['answer']>): void {
  assert.equal(status, expected.status, body)
  if (expected.location !== undefined) assert.equal(headers.location, expected.location)
  if (expected.body !== undefined) assert.equal(body, expected.body)
  if (expected.has !== undefined) assert.ok(body.includes(expected.has), body)
}

async function requestOf(stage: Stage, raw: RawCase): Promise<RawRequest> {
  const { service = 'sts', host = new URL(stage.installation.endpoint).host } = raw
  const { type, body } = await bodyOf(stage, raw)
  const request = {
    method: raw.method ?? (body.length > 0 ? 'POST' : 'GET'),
    path: raw.path ?? '/',
    query: raw.query ?? '',
    headers: { host, ...(type !== undefined && { 'content-type': type }), ...raw.headers },
    body,
  }
  const signed =
    raw.as === 'nobody at all'
      ? request
      : signRaw(request, credentialsOf(stage, raw), { service, ...raw.sign })
  return change(signed, raw.changed)
}

async function bodyOf(stage: Stage, raw: RawCase): Promise<{ type?: string; body: string | Buffer }> {
  const { form, json, length } = raw
  if (form !== undefined) {
    const token: Record<string, string> =
      raw.token === undefined ? {} : { WebIdentityToken: await makeToken(stage.issuers, raw.token) }
    return {
      type: 'application/x-www-form-urlencoded',
      body: new URLSearchParams({ ...form, ...token }).toString(),
    }
  }
  if (json !== undefined) return { type: 'application/x-amz-json-1.1', body: JSON.stringify(json) }
  return { body: length === undefined ? (raw.body ?? '') : 'a'.repeat(length) }
}

function credentialsOf({ callers }: Stage, { as = 'admin', but = {} }: RawCase): Credentials {
  const known = callers.get(as)
  if (known === undefined) throw new Error(`nobody is called \`${as}\``)
  const { tokenOf, tokenTampered, ...other } = but
  const token = tokenOf === undefined ? known.sessionToken : callers.get(tokenOf)!.sessionToken
  const sessionToken = tokenTampered === true ? tamper(token!) : token
  const changed = { ...known, sessionToken, ...other }
  return { ...changed, sessionToken: changed.sessionToken ?? undefined }
}

function tamper(token: string): string {
  const middle = token.length >> 1
  return token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1)
}

function change(request: RawRequest, changed: RawCase['changed'] = {}): RawRequest {
  const headers: Record<string, string> = { ...request.headers }
  for (const [name, value] of Object.entries(changed.headers ?? {}))
    if (value === null) delete headers[name]
    else headers[name] = value
  if (changed.authorization !== undefined)
    headers['authorization'] = headers['authorization']!.replace(...changed.authorization)
  return {
    ...request,
    headers,
    path: changed.path ?? request.path,
    query: changed.query === undefined ? request.query : request.query.replace(...changed.query),
    body: changed.body ?? request.body,
  }
}
