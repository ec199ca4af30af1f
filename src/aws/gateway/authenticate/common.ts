/** Authenticates calls of the services behind AWS's common front end, in its order: form, time, scope, key, signature. */
import { isRegion } from '../../../arn/index.ts'
import {
  calculateSignature,
  emptyPayloadHash,
  type RequestSignature,
  sameSignature,
} from '../../../sigv4/index.ts'
import { sha256Hex } from '../../../kit/index.ts'
import type { Caller } from '../../protocol/index.ts'
import { readWholeBody } from '../body/read-whole-body.ts'
import type { Family } from '../family.ts'
import { awsLabels, hostNameOf, regionOfHost } from '../identify/host-name.ts'
import type { Passage, Service } from '../passage.ts'
import {
  expiredToken,
  hostNotSigned,
  invalidToken,
  malformedHeader,
  malformedQuery,
  missingToken,
  signatureExpired,
  signatureMismatch,
  signatureNotYetCurrent,
  wrongScope,
} from './common-refusals.ts'

type CommonFamily = Exclude<Family, 's3'>

/** How far the clocks of client and service may be apart. */
const skewMinutes = 5
/** A presigned call holds this long whatever it says of itself: kubectl keeps using one for 14 minutes. */
const presignedMinutes = 15

export function authenticateCommon(
  passage: Passage,
  service: Service,
  family: CommonFamily,
): Caller | Promise<Caller> {
  const { presented, request } = passage
  if (presented.form === 'none') throw missingToken(family)
  if (presented.form === 'header') {
    throw malformedHeader(family, request.headers['authorization']?.[0] ?? '', presented.problems)
  }
  if (presented.form === 'query') throw malformedQuery(family, presented.problems)
  const { signature } = presented
  if (!signature.signedHeaders.includes('host')) throw hostNotSigned(family)
  checkTime(passage, signature, family)
  checkScope(passage, signature, service, family)
  const found = findCaller(passage, signature, family)
  const body = readWholeBody(passage)
  return body instanceof Promise
    ? body.then((whole) => verify(passage, signature, family, found, whole))
    : verify(passage, signature, family, found, body)
}

function verify(
  passage: Passage,
  signature: RequestSignature,
  family: CommonFamily,
  { secretAccessKey, caller }: FoundCaller,
  body: Uint8Array,
): Caller {
  const { request } = passage
  const { signature: expected } = calculateSignature(
    { method: request.method, path: passage.path, query: passage.query, headers: request.headers },
    {
      signedHeaders: signature.signedHeaders,
      payloadHash: body.length === 0 ? emptyPayloadHash : sha256Hex(body),
      pathStyle: 'normalized',
      amzDate: signature.amzDate,
      scope: signature.credential.scope,
      key: passage.gateway.signingKeys(secretAccessKey, signature.credential.scope),
    },
  )
  if (!sameSignature(expected, signature.signature)) throw signatureMismatch(family)
  return caller
}

function checkTime({ now }: Passage, { time, via }: RequestSignature, family: CommonFamily): void {
  const minutes = via === 'query' ? presignedMinutes : skewMinutes
  if (time < now - minutes * 60_000) throw signatureExpired(family, { signedAt: time, now, minutes })
  if (time > now + skewMinutes * 60_000) {
    throw signatureNotYetCurrent(family, { signedAt: time, now, minutes: skewMinutes })
  }
}

function checkScope(
  passage: Passage,
  { credential, amzDate }: RequestSignature,
  { model }: Service,
  family: CommonFamily,
): void {
  const { scope, terminator } = credential
  const { signingName } = model.metadata
  const day = amzDate.slice(0, 8)
  const texts = [
    !fitsRegion(passage, scope.region) && 'Credential should be scoped to a valid region. ',
    scope.service !== signingName && `Credential should be scoped to correct service: '${signingName}'. `,
    terminator !== 'aws4_request' &&
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator.slice(0, 64)}'. `,
    scope.date !== day &&
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date.slice(0, 64)}' != '${day}', from '${amzDate}'. `,
  ].filter((text) => text !== false)
  if (texts.length > 0) throw wrongScope(family, texts)
}

/** A host of AWS's own takes its own region, the global ones us-east-1; every other address takes all regions. */
function fitsRegion({ host, gateway }: Passage, region: string): boolean {
  const hostName = hostNameOf(host)
  if (awsLabels(hostName) === undefined) return isRegion(region) || region === gateway.needs.region
  const home = regionOfHost(hostName) ?? (hostName.endsWith('.amazonaws.com') ? 'us-east-1' : undefined)
  return home === undefined ? isRegion(region) : region === home
}

interface FoundCaller {
  readonly secretAccessKey: string
  readonly caller: Caller
}

function findCaller(
  { gateway, now }: Passage,
  { credential, sessionToken }: RequestSignature,
  family: CommonFamily,
): FoundCaller {
  const found = gateway.needs.credentials.find(credential.accessKeyId, sessionToken, now)
  if (found.outcome === 'found') return found
  throw found.outcome === 'expired' ? expiredToken(family) : invalidToken(family, found.outcome)
}
