/** Makes a service account token: the claims of kube-apiserver, signed. */
import {
  lifetimeProblem,
  serviceAccountClaims,
  type ServiceAccountClaims,
  type ServiceAccountTokenInput,
} from './service-account-claims.ts'
import { signToken, type SigningKey } from './sign-token.ts'

export type MintedToken =
  | {
      readonly ok: true
      readonly token: string
      readonly claims: ServiceAccountClaims
      /** Milliseconds since the epoch. */
      readonly expiresAt: number
    }
  | {
      readonly ok: false
      readonly problem: { readonly code: 'lifetime' | 'audience'; readonly message: string }
    }

export async function mintToken(input: ServiceAccountTokenInput, key: SigningKey): Promise<MintedToken> {
  const message = input.expirationSeconds === undefined ? undefined : lifetimeProblem(input.expirationSeconds)
  if (message !== undefined) return { ok: false, problem: { code: 'lifetime', message } }
  const claims = serviceAccountClaims(input)
  if (claims.aud.length === 0 || claims.aud.includes(''))
    return { ok: false, problem: { code: 'audience', message: 'audience must not be empty' } }
  return { ok: true, token: await signToken(claims, key), claims, expiresAt: claims.exp * 1000 }
}
