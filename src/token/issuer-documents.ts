/** Reads an issuer's two documents: discovery, which names its key list, and the key list. Nothing is remembered here. */
import type { BoundedGet, Fetched, FetchCause } from '../kit/index.ts'
import { readCacheLifetime } from './cache-lifetime.ts'
import { discoveryUrlOf } from './issuer-metadata.ts'
import { type KeySet, readKeySet } from './key-set.ts'
import { quote } from './problems.ts'
import { type JsonObject, parseStrictObject } from './strict-json.ts'

export interface IssuerProblem {
  /** Where it failed: on the way (as the fetch tells), by status, or in what the document says. */
  readonly cause: FetchCause | 'status' | 'document'
  readonly message: string
}

export interface IssuerKeys {
  readonly keys: KeySet
  readonly jwksUri: string
  /** Seconds for which both documents may be kept; undefined when one of them does not say. */
  readonly maxAge: number | undefined
  /** How the connections were trusted. When the two differ, the weaker. */
  readonly verifiedBy: 'trust-store' | 'thumbprint' | 'table'
}

export type FetchedKeys =
  | { readonly ok: true; readonly found: IssuerKeys }
  | { readonly ok: false; readonly problem: IssuerProblem }

const mostDiscoveryBytes = 64 * 1024
const mostJwksBytes = 512 * 1024

export async function fetchIssuerKeys(input: {
  readonly get: BoundedGet
  readonly issuer: string
  readonly thumbprints: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: number
}): Promise<FetchedKeys> {
  const { get, issuer, thumbprints, now } = input
  if (!isHttpsUrl(issuer)) return refuse('url', `issuer ${quote(issuer)} is not an https URL`)
  const discovery = await getObject(get, discoveryUrlOf(issuer), mostDiscoveryBytes, thumbprints)
  if (!discovery.ok) return discovery
  const { issuer: named, jwks_uri: jwksUri } = discovery.object
  if (named !== issuer)
    return refuse('document', `discovery document of ${quote(issuer)} says its issuer is ${quote(named)}`)
  if (typeof jwksUri !== 'string' || !isHttpsUrl(jwksUri))
    return refuse('document', `discovery document of ${quote(issuer)} names no jwks_uri that is an https URL`)

  const jwks = await getObject(get, jwksUri, mostJwksBytes, thumbprints)
  if (!jwks.ok) return jwks
  const keys = readKeySet(jwks.object)
  if (!keys.ok) return refuse('document', `${quote(jwksUri)}: ${keys.message}`)
  const ages = [discovery, jwks].map(({ response }) => readCacheLifetime(response.headers, now))
  const maxAge = ages.includes(undefined) ? undefined : Math.min(...(ages as number[]))
  const verifiedBy = weakest(discovery.response.verifiedBy, jwks.response.verifiedBy)
  return { ok: true, found: { keys: keys.keys, jwksUri, maxAge, verifiedBy } }
}

type Response = Extract<Fetched, { ok: true }>
type ObjectAnswer = { readonly ok: true; readonly object: JsonObject; readonly response: Response } | Refusal
type Refusal = { readonly ok: false; readonly problem: IssuerProblem }

async function getObject(
  get: BoundedGet,
  url: string,
  maxBytes: number,
  thumbprints: readonly string[],
): Promise<ObjectAnswer> {
  const response = await get(url, { maxBytes, thumbprints })
  if (!response.ok) return response
  if (response.status !== 200)
    return refuse('status', `${quote(url)} answered with status ${response.status}`)
  const json = parseStrictObject(response.body)
  if (json.ok) return { ok: true, object: json.value, response }
  return refuse('document', `${quote(url)} did not answer with a JSON object (${json.fault})`)
}

/** No query, fragment or password: an issuer has none (OpenID Connect Discovery 1.0 section 3), and a key list needs none but the first. */
function isHttpsUrl(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && !text.includes('#')
}

const weakest = (a: IssuerKeys['verifiedBy'], b: IssuerKeys['verifiedBy']): IssuerKeys['verifiedBy'] =>
  a === 'table' || b === 'thumbprint' ? b : a

const refuse = (cause: IssuerProblem['cause'], message: string): Refusal => ({
  ok: false,
  problem: { cause, message },
})
