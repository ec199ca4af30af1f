/** GetWebIdentityToken: a signed token by which a service outside of AWS learns who the caller is. */
import { newUuid } from '../../../kit/index.ts'
import { contextOf } from '../../../policy/index.ts'
import { signToken } from '../../../token/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import {
  notASigningAlgorithm,
  outboundFederationDisabled,
  sessionMayNotCall,
  tokenOutlivesSession,
  tokenPayloadTooLarge,
} from '../errors.ts'
import type { StsNeeds } from '../needs.ts'
import { outboundClaims, subjectOf } from '../outbound/claims.ts'
import type { OutboundAlgorithm, OutboundKeys } from '../outbound/issuer-keys.ts'
import { readSessionTags, tagContext, type TagInput } from '../request/session-tags.ts'

export interface GetWebIdentityTokenInput {
  readonly Audience: readonly string[]
  readonly SigningAlgorithm: string
  readonly DurationSeconds?: number
  readonly Tags?: readonly TagInput[]
}

export interface GetWebIdentityTokenOutput {
  readonly WebIdentityToken: string
  readonly Expiration: Date
}

const defaultSeconds = 300

/** Bytes of the claims; AWS does not say where its own bound lies. */
const largestPayload = 16_384

export const getWebIdentityToken = (
  needs: StsNeeds,
  keys: OutboundKeys,
): Operation<GetWebIdentityTokenInput, GetWebIdentityTokenOutput> => ({
  authorize: (input, call) => {
    const { principal, session } = call.caller
    // Sessions of users and of federated users may call next to nothing of STS.
    if (session !== undefined && principal.kind !== 'role-session') throw sessionMayNotCall()
    const tags = readSessionTags(input.Tags ?? [], [], undefined)
    const context = contextOf(
      {
        'sts:IdentityTokenAudience': input.Audience,
        'sts:SigningAlgorithm': readAlgorithm(input),
        'sts:DurationSeconds': input.DurationSeconds ?? defaultSeconds,
      },
      tagContext(tags),
    )
    const resource = `arn:${call.partition}:sts::${call.account}:self`
    const actions = ['sts:GetWebIdentityToken', ...(input.Tags?.length ? ['sts:TagGetWebIdentityToken'] : [])]
    return actions.map((action) => ({ action, resource, context }))
  },
  invoke: async (input, call) => {
    const issuer = needs.outboundIssuer(call.account)
    if (issuer?.enabled !== true) throw outboundFederationDisabled()
    const seconds = input.DurationSeconds ?? defaultSeconds
    const expiration = Math.floor(call.now / 1000) + seconds
    if (call.caller.session !== undefined && expiration > call.caller.session.expiresAt)
      throw tokenOutlivesSession()
    const claims = outboundClaims(
      {
        issuer: issuer.url,
        audiences: input.Audience,
        seconds,
        requestTags: readSessionTags(input.Tags ?? [], [], undefined).tags,
        principalTags: principalTagsOf(needs, call),
        organization: needs.organizationOf?.(call.account),
        tokenId: newUuid(needs.random),
      },
      call,
    )
    if (Buffer.byteLength(JSON.stringify(claims)) > largestPayload) throw tokenPayloadTooLarge()
    const key = await keys.signingKey(call.account, readAlgorithm(input))
    return { WebIdentityToken: await signToken(claims, key), Expiration: new Date(expiration * 1000) }
  },
})

function readAlgorithm({ SigningAlgorithm: algorithm }: GetWebIdentityTokenInput): OutboundAlgorithm {
  if (algorithm === 'RS256' || algorithm === 'ES384') return algorithm
  throw notASigningAlgorithm(algorithm)
}

function principalTagsOf(needs: StsNeeds, { caller: { principal } }: Call): Readonly<Record<string, string>> {
  if (principal.kind === 'user') return needs.tagsOfUser(principal.id)
  return needs.findRole(subjectOf(principal))?.tags ?? {}
}
