/** Bucket policies: held to S3's rules when they are put, compiled once for as long as they stand. */
import { compilePolicy, parsePolicy, type CompiledPolicy, type PolicyDocument } from '../../policy/index.ts'
import { AwsError } from '../protocol/index.ts'
import { bucketArn } from './buckets.ts'
import type { BucketDocument, BucketPolicy } from './model.ts'
import type { S3Needs } from './needs.ts'
import { isPublic } from './public-access/is-public.ts'

const sizeLimit = 20 * 1024

export const malformedPolicy = (message: string): AwsError =>
  new AwsError({ code: 'MalformedPolicy', message })

/** Documents in the store never change in place, so one of a policy knows its compiled form for good. */
const compiled = new WeakMap<BucketPolicy, CompiledPolicy>()

export function compiledBucketPolicy(bucket: BucketDocument): CompiledPolicy | undefined {
  const { policy } = bucket
  if (policy === undefined) return undefined
  const known = compiled.get(policy)
  if (known !== undefined) return known
  const made = compilePolicy(parse(policy.text), {
    name: bucketArn(bucket),
    principalIds: policy.principalIds,
  })
  compiled.set(policy, made)
  return made
}

const known = new WeakMap<BucketPolicy, boolean>()

/** Whether the bucket has a policy that S3 calls public. */
export function hasPublicPolicy({ policy }: BucketDocument): boolean {
  if (policy === undefined) return false
  const before = known.get(policy)
  if (before !== undefined) return before
  const found = isPublic(parse(policy.text))
  known.set(policy, found)
  return found
}

/** The policy as it is kept, or the error that AWS answers when it cannot be taken. */
export function acceptPolicy(needs: S3Needs, bucket: BucketDocument, text: string): BucketPolicy {
  if (Buffer.byteLength(text) > sizeLimit)
    throw new AwsError({
      code: 'PolicyTooLarge',
      message: `Policy exceeds the maximum allowed document size.`,
    })
  const document = parse(text)
  requireOwnResources(document, bucket)
  return { text, principalIds: principalIdsOf(needs, document) }
}

function parse(text: string): PolicyDocument {
  const parsed = parsePolicy(text, 'bucket')
  if (!parsed.ok) throw malformedPolicy(parsed.problems[0].message)
  return parsed.document
}

/** A bucket's policy can speak of that bucket and its objects alone, each statement of what its actions are about. */
function requireOwnResources(document: PolicyDocument, bucket: BucketDocument): void {
  const own = bucketArn(bucket)
  for (const { resource } of document.statements)
    for (const pattern of resource?.patterns ?? [])
      if (pattern !== '*' && pattern !== own && !pattern.startsWith(`${own}/`) && !isPatternFor(pattern, own))
        throw malformedPolicy('Policy has invalid resource')
}

/** Whether a pattern with wildcards before the object's key can mean the bucket. */
function isPatternFor(pattern: string, own: string): boolean {
  const slash = pattern.indexOf('/')
  const head = slash === -1 ? pattern : pattern.slice(0, slash)
  return /[*?]/.test(head) && fits(head, own)
}

/** Matches stars and question marks, going back to the last star alone, so that no pattern takes long. */
function fits(pattern: string, text: string): boolean {
  let [at, index, star, resume] = [0, 0, -1, 0]
  while (index < text.length)
    if (pattern[at] === '*') {
      star = at++
      resume = index
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at++
      index++
    } else if (star === -1) return false
    else {
      at = star + 1
      index = ++resume
    }
  return /^\**$/.test(pattern.slice(at))
}

/** Roles and users are held to by their ids, so that one made anew under an old name is not let in. */
function principalIdsOf(needs: S3Needs, document: PolicyDocument): Record<string, string> {
  const ids: Record<string, string> = {}
  for (const { principal } of document.statements)
    for (const name of principal?.aws ?? []) {
      if (!/^arn:[^:]+:iam::\d{12}:(?:role|user)\//.test(name)) continue
      const found = needs.principalId(name)
      if (found === 'missing') throw malformedPolicy('Invalid principal in policy')
      if (found !== 'foreign') ids[name] = found.id
    }
  return ids
}
