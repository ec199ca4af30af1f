/** Wrapped secrets as text, for rooms that keep them in documents. */
import type { KeyWrap } from '../../aws/iam/index.ts'
import type { SecretWrap } from '../wrap-key.ts'

export const textual = (wrap: SecretWrap): KeyWrap => ({
  wrap: (secret, purpose) => Buffer.from(wrap.wrap(secret, purpose)).toString('base64'),
  unwrap: (sealed, purpose) => wrap.unwrap(Buffer.from(sealed, 'base64'), purpose),
})
