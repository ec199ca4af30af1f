/** An OIDC identity provider of a cluster as the store keeps it. */
import type { Kept } from '../store.ts'

export interface IdentityProviderRecord extends Kept {
  readonly clusterName: string
  readonly config: OidcConfig
}

export interface OidcConfig {
  readonly identityProviderConfigName: string
  readonly issuerUrl: string
  readonly clientId: string
  readonly usernameClaim?: string
  readonly usernamePrefix?: string
  readonly groupsClaim?: string
  readonly groupsPrefix?: string
  readonly requiredClaims?: Readonly<Record<string, string>>
}
