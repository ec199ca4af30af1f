/** What IAM asks of others; the wiring hands it over. */
import type { Clock, Random } from '../../kit/index.ts'
import type { Store } from '../../store/index.ts'

export interface IamNeeds {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** Seals a secret access key so that whoever reads the store cannot use it. The key's id is bound to the seal. */
  wrapSecret(secretAccessKey: string, accessKeyId: string): string
  /** Opens what wrapSecret sealed; throws when it was sealed for another id or by an unknown key. */
  unwrapSecret(wrapped: string, accessKeyId: string): string
  /** The SHA-1 thumbprint (40 hex digits) of the top certificate that the issuer's server sends; rejects when it cannot be reached. */
  thumbprintOf(issuerUrl: string): Promise<string>
  /** When a role or an access key was last used, where that is known. */
  readonly lastUse?: {
    ofRole(roleId: string): { readonly at: number; readonly region: string } | undefined
    ofAccessKey(
      accessKeyId: string,
    ): { readonly at: number; readonly region: string; readonly service: string } | undefined
  }
}
