/** The bytes of a session inside its token: short-keyed JSON, deflated where that saves room. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Session, SessionPrincipal } from './session.ts'

/** Below this many bytes deflating costs more time than the few bytes it saves are worth. */
const deflateFrom = 512
/** No session that fits a token comes near; a longer one was never made by us. */
const inflateLimit = 65_536

const plain = '\u0000'
const deflated = 1

/** The members of the JSON text; whatever is at its default is left out. */
interface Wire {
  /** Partition, when it is not `aws`. */
  p?: string
  a: string
  k: SessionPrincipal['kind']
  /** The principal's id. */
  i?: string
  /** Session name or federated user's name. */
  n?: string
  s?: string
  t?: Readonly<Record<string, string>>
  tt?: readonly string[]
  /** Session policies: ARNs, then the inline document where there is one. */
  y?: [arns: readonly string[], inline?: string]
  w?: [provider: string, attributes: Readonly<Record<string, string>>]
  c?: 1
  m?: number
  d?: NonNullable<Session['delivery']>
  /** Issued at, and the seconds it lives from then. */
  e: [issuedAt: number, lifetime: number]
}

export function encodeSession(session: Session): Buffer {
  const text = JSON.stringify(toWire(session))
  if (text.length < deflateFrom) return Buffer.from(plain + text, 'utf8')
  return Buffer.concat([Buffer.of(deflated), deflateRawSync(text, { level: 9 })])
}

/** Reads what encodeSession wrote. The bytes must be authentic: nothing else is checked. */
export function decodeSession(bytes: Buffer): Session {
  const body = bytes.subarray(1)
  const json = bytes[0] === deflated ? inflateRawSync(body, { maxOutputLength: inflateLimit }) : body
  return fromWire(JSON.parse(json.toString('utf8')) as Wire)
}

function toWire(session: Session): Wire {
  const { principal, policies, webIdentity } = session
  const id =
    principal.kind === 'federated-user' ? principal.userId : 'id' in principal ? principal.id : undefined
  const name =
    principal.kind === 'role'
      ? principal.sessionName
      : principal.kind === 'federated-user'
        ? principal.name
        : undefined
  // What is undefined is not written.
  return {
    a: session.account,
    k: principal.kind,
    e: [session.issuedAt, session.expiresAt - session.issuedAt],
    p: session.partition === 'aws' ? undefined : session.partition,
    i: id,
    n: name,
    s: session.sourceIdentity,
    t: Object.keys(session.tags).length > 0 ? session.tags : undefined,
    tt: session.transitiveTagKeys.length > 0 ? session.transitiveTagKeys : undefined,
    y: policies && (policies.inline === undefined ? [policies.arns] : [policies.arns, policies.inline]),
    w: webIdentity && [webIdentity.provider, webIdentity.attributes],
    c: session.chained ? 1 : undefined,
    m: session.mfaAuthenticatedAt,
    d: session.delivery,
  }
}

function fromWire(wire: Wire): Session {
  const [issuedAt, lifetime] = wire.e
  return {
    partition: wire.p ?? 'aws',
    account: wire.a,
    principal: principalOf(wire),
    tags: wire.t ?? {},
    transitiveTagKeys: wire.tt ?? [],
    chained: wire.c === 1,
    issuedAt,
    expiresAt: issuedAt + lifetime,
    ...(wire.s !== undefined && { sourceIdentity: wire.s }),
    ...(wire.y && { policies: { arns: wire.y[0], ...(wire.y[1] !== undefined && { inline: wire.y[1] }) } }),
    ...(wire.w && { webIdentity: { provider: wire.w[0], attributes: wire.w[1] } }),
    ...(wire.m !== undefined && { mfaAuthenticatedAt: wire.m }),
    ...(wire.d !== undefined && { delivery: wire.d }),
  }
}

/** A kind that is not known here must never become one that is, least of all root. */
function principalOf({ k: kind, i: id, n: name }: Wire): SessionPrincipal {
  if (kind === 'role') return { kind, id: id!, sessionName: name! }
  if (kind === 'user') return { kind, id: id! }
  if (kind === 'federated-user') return { kind, name: name!, ...(id !== undefined && { userId: id }) }
  if (kind === 'root') return { kind }
  throw new TypeError('session is of a kind that is not known')
}
