/** The names of issuers: https URLs in EKS's shape, or below a base of one's own. They carry no port, as EKS's carry none. */
import { dnsSuffixOf } from '../../arn/index.ts'
import { type Random, toHex } from '../../kit/index.ts'

/** A new issuer: `<base>/id/<32 upper-case hex digits>`, the base being EKS's of that region unless another is given. */
export function newIssuerUrl(input: {
  readonly region: string
  readonly base?: string
  readonly random: Random
}): string {
  const base =
    input.base?.replace(/\/$/, '') ?? `https://oidc.eks.${input.region}.${dnsSuffixOf(input.region)}`
  return `${base}/id/${toHex(input.random(16)).toUpperCase()}`
}

/** What is wrong with an issuer or a base for issuers, or undefined when nothing is. */
export function issuerUrlProblem(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || url.protocol !== 'https:') return 'must be an https URL'
  if (url.username !== '' || url.password !== '') return 'must not hold a user or password'
  if (/[?#]/.test(text)) return 'must not hold a query or fragment'
  if (/^https:\/\/[^/]*:\d*(\/|$)/.test(text)) return 'must not hold a port: IAM names providers without one'
  if (text.length > 255) return 'must not be longer than 255 characters'
  // Compared as text everywhere, so it must be spelled as every URL parser spells it.
  if (url.href !== text && url.href !== `${text}/`)
    return `must be spelled \`${url.href.replace(/\/$/, '')}\``
  return undefined
}

export const hostAndPathOf = (issuer: string): string => issuer.replace(/^https:\/\//, '')

export const jwksUriOf = (issuer: string): string => `${issuer}${jwksSuffix}`

/** EKS serves its key lists here. */
export const jwksSuffix = '/keys'
/** kube-apiserver serves its own here. */
export const kubernetesJwksSuffix = '/openid/v1/jwks'
export const discoverySuffix = '/.well-known/openid-configuration'
