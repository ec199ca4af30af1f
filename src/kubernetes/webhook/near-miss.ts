/** Finds annotations that were surely meant for the webhook and that it does not read, because of a slip in their name. */
import { editDistance } from '../../kit/index.ts'

const accountAnnotations = [
  'role-arn',
  'audience',
  'sts-regional-endpoints',
  'token-expiration',
  'region',
  'allowed-role-arns',
  'role-session-name-from-pod',
]
const podAnnotations = [
  'token-expiration',
  'skip-containers',
  'include-containers',
  'region',
  'role-session-name-from-pod',
]

/** Domains that people write in place of the right one. */
const likelyDomains = /(^|\.)(amazonaws|amazon|aws)\b/

/** Whether the webhook has a use for a ServiceAccount's annotation: to follow it, or to say that it is misspelt. */
export const isOfInterest = (key: string, prefix: string): boolean =>
  key.startsWith(`${prefix}/`) || meansRole(key)

/** Whoever has more of them has read none. */
const mostMisses = 8

export function findNearMisses(
  annotations: Readonly<Record<string, unknown>>,
  prefix: string,
  of: 'service account' | 'pod',
): readonly string[] {
  const known = of === 'pod' ? podAnnotations : accountAnnotations
  const hasRole = annotations[`${prefix}/role-arn`] !== undefined
  const misses: string[] = []
  for (const key of Object.keys(annotations)) {
    if (misses.length === mostMisses) break
    const name = key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : undefined
    if (name === undefined) {
      if (of === 'service account' && !hasRole && meansRole(key))
        misses.push(text(key, of, `${prefix}/role-arn`))
    } else if (of === 'pod' && name === 'role-arn') {
      misses.push(`annotation ${key} of the pod does not count: a role stands on the service account`)
    } else if (!known.includes(name) && !name.startsWith('role-arn.')) {
      const meant = known.find((each) => isSlipOf(name, each))
      if (meant !== undefined && annotations[`${prefix}/${meant}`] === undefined)
        misses.push(text(key, of, `${prefix}/${meant}`))
    }
  }
  return misses
}

const text = (key: string, of: string, meant: string): string =>
  `annotation ${key} of the ${of} does not count: ${meant} was probably meant`

/** `aws.amazon.com/role-arn`, `eks.amazonaws.com.role-arn`, `eks.amazonaws.com/rolearn`, whatever the prefix is. */
function meansRole(key: string): boolean {
  const at = Math.max(key.indexOf('/'), key.search(/[./]role-?_?arn$/i))
  return (
    at > 0 && plain(key.slice(at + 1)) === 'rolearn' && likelyDomains.test(key.slice(0, at).toLowerCase())
  )
}

const plain = (name: string): string => name.toLowerCase().replace(/[-_.]/g, '')

const isSlipOf = (name: string, meant: string): boolean =>
  (meant === 'role-arn' && plain(name).endsWith('rolearn')) || isNear(name, meant)

const isNear = (name: string, meant: string): boolean =>
  Math.abs(name.length - meant.length) <= 2 &&
  editDistance(plain(name), plain(meant)) <= (meant.length > 8 ? 2 : 1)
