/** DecodeAuthorizationMessage: no service here writes encoded messages into its denials, so every message is a foreign one. */
import type { Operation } from '../../protocol/index.ts'
import { invalidAuthorizationMessage } from '../errors.ts'

export const decodeAuthorizationMessage = (): Operation<{ readonly EncodedMessage: string }, never> => ({
  authorize: () => [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }],
  invoke: () => {
    throw invalidAuthorizationMessage()
  },
})
