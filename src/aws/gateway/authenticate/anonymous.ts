/** The caller of a call that nobody signed. */
import type { Caller } from '../../protocol/index.ts'

export const anonymous: Caller = {
  principal: { kind: 'anonymous' },
  userId: 'ANONYMOUS',
  context: new Map(),
  policies: { identity: [] },
}
