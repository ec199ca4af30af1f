/** What a token's own claims ask of the session: tags and a source identity. */
import { couldNotBeValidated } from '../errors.ts'
import { noTags, readSessionTags, type TagInput } from '../request/session-tags.ts'
import { type Exchange, type Finding, refuse } from './exchange.ts'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
const tagsClaim = 'https://aws.amazon.com/tags'
const flatTags = `${tagsClaim}/principal_tags`
const flatTransitive = `${tagsClaim}/transitive_tag_keys`
const sourceIdentityClaim = 'https://aws.amazon.com/source_identity'

const mostTags = 50
const tagKey = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u
const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u
const sourceIdentity = /^[\w+=,.@-]{2,256}$/

export function readTags(x: Exchange): Finding {
  const { claims } = x.token
  const read = tagsOf(claims)
  if (read === undefined) {
    const detail = `claims below \`${tagsClaim}\` are not tags as AWS describes them`
    return refuse(couldNotBeValidated(detail), detail)
  }
  if (read.tags.length === 0 && read.transitive.length === 0) {
    x.tags = noTags
    return 'token asks for no session tags'
  }
  x.tags = readSessionTags(read.tags, read.transitive, undefined)
  const { tags, transitiveTagKeys } = x.tags
  noteAsked(x, { principalTags: tags, ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }) })
  return `session tags \`${read.tags.map((tag) => tag.Key).join(', ')}\``
}

export function readSourceIdentity(x: Exchange): Finding {
  const claim = x.token.claims[sourceIdentityClaim]
  x.sourceIdentity = undefined
  if (claim === undefined) return 'token asks for no source identity'
  if (typeof claim !== 'string' || !sourceIdentity.test(claim)) {
    const detail = `claim \`${sourceIdentityClaim}\` is not a source identity`
    return refuse(couldNotBeValidated(detail), detail)
  }
  x.sourceIdentity = claim
  noteAsked(x, { sourceIdentity: claim })
  return `source identity \`${claim}\``
}

/** The trail tells what a token asked for as if the call itself had. */
function noteAsked({ call: { notes } }: Exchange, asked: Readonly<Record<string, unknown>>): void {
  notes.requestParameters = { ...notes.requestParameters, ...asked }
}

interface TokenTags {
  readonly tags: readonly TagInput[]
  readonly transitive: readonly string[]
}

const noTokenTags: TokenTags = { tags: [], transitive: [] }

/** Tags come nested in one claim or each in a claim of its own, a value as a string or as a list of one. */
function tagsOf(claims: Readonly<Record<string, unknown>>): TokenTags | undefined {
  if (!Object.keys(claims).some((name) => name.startsWith(tagsClaim))) return noTokenTags
  const nested = claims[tagsClaim] ?? {}
  if (!isObject(nested)) return undefined
  const groups = [nested.principal_tags ?? {}, claims[flatTags] ?? {}]
  if (!groups.every(isObject)) return undefined
  const single = Object.entries(claims)
    .filter(([name]) => name.startsWith(`${flatTags}/`))
    .map(([name, value]) => [name.slice(flatTags.length + 1), value] as const)

  const tags = [...groups.flatMap((group) => Object.entries(group)), ...single].map(([key, value]) =>
    tagOf(key, value),
  )
  const transitive = stringsOf(nested.transitive_tag_keys ?? claims[flatTransitive] ?? [])
  if (transitive === undefined || tags.length > mostTags || !tags.every((tag) => tag !== undefined))
    return undefined
  return { tags, transitive }
}

function tagOf(key: string, value: unknown): TagInput | undefined {
  const text: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  if (typeof text !== 'string' || !tagKey.test(key) || !tagValue.test(text)) return undefined
  return { Key: key, Value: text }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const stringsOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
