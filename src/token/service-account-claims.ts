/** The claims of a service account token as kube-apiserver makes them, member for member in its order. */
import { toUnixSeconds } from '../kit/index.ts'

export interface ServiceAccountTokenInput {
  readonly issuer: string
  /** The audiences asked for; empty means the API server's own. */
  readonly audiences: readonly string[]
  /** The API server's own audiences. */
  readonly apiAudiences: readonly string[]
  /** Seconds; 3600 when absent. */
  readonly expirationSeconds?: number
  readonly namespace: string
  readonly serviceAccount: ObjectName
  readonly pod?: ObjectName
  /** The node that the pod runs on or that the token is bound to; without uid when no such object exists. */
  readonly node?: { readonly name: string; readonly uid?: string }
  /** The Secret that the token is bound to. */
  readonly secret?: ObjectName
  /** Milliseconds since the epoch. */
  readonly now: number
  /** A random UUID. */
  readonly jti: string
  /** Seconds that a token may live at most; longer wishes are cut, as --service-account-max-token-expiration does. */
  readonly maxLifetime?: number
}

export interface ObjectName {
  readonly name: string
  readonly uid: string
}

export type ServiceAccountClaims = Readonly<Record<string, unknown>> & {
  readonly aud: readonly string[]
  readonly exp: number
  readonly iat: number
  readonly iss: string
  readonly jti: string
  readonly sub: string
}

export const defaultLifetime = 3600
export const shortestLifetime = 600
export const longestLifetime = 2 ** 32

/** The lifetime that kubelet asks for on behalf of pods that know nothing of bound tokens, and what they get instead: a year. */
export const watchedLifetime = 3607
export const extendedLifetime = 31_536_000

/** What kube-apiserver says of a lifetime that it does not give, or undefined when it gives it. */
export function lifetimeProblem(expirationSeconds: number): string | undefined {
  if (!(expirationSeconds >= shortestLifetime)) return 'may not specify a duration less than 10 minutes'
  if (expirationSeconds > longestLifetime) return 'may not specify a duration larger than 2^32 seconds'
  return undefined
}

export function serviceAccountClaims(input: ServiceAccountTokenInput): ServiceAccountClaims {
  const iat = toUnixSeconds(input.now)
  const asked = input.expirationSeconds ?? defaultLifetime
  const aud = input.audiences.length > 0 ? input.audiences : input.apiAudiences
  const extended = isExtended(input, asked, aud)
  const lifetime = extended ? extendedLifetime : Math.min(asked, input.maxLifetime ?? longestLifetime)
  return {
    aud,
    exp: iat + lifetime,
    iat,
    iss: input.issuer,
    jti: input.jti,
    'kubernetes.io': {
      namespace: input.namespace,
      ...(input.node && { node: nameOf(input.node) }),
      ...(input.pod && { pod: nameOf(input.pod) }),
      ...(input.secret && { secret: nameOf(input.secret) }),
      serviceaccount: nameOf(input.serviceAccount),
      ...(extended && { warnafter: iat + watchedLifetime }),
    },
    nbf: iat,
    sub: subjectOf(input.namespace, input.serviceAccount.name),
  }
}

export const subjectOf = (namespace: string, serviceAccount: string): string =>
  `system:serviceaccount:${namespace}:${serviceAccount}`

const isExtended = (input: ServiceAccountTokenInput, asked: number, aud: readonly string[]): boolean =>
  asked === watchedLifetime &&
  input.pod !== undefined &&
  aud.every((audience) => input.apiAudiences.includes(audience))

const nameOf = ({ name, uid }: { readonly name: string; readonly uid?: string }) =>
  uid === undefined ? { name } : { name, uid }
