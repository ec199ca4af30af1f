/** What a request names a role or user by. */
import type { Call } from '../protocol/index.ts'
import type { HolderKind } from './model.ts'

export interface HolderName {
  readonly kind: HolderKind
  readonly account: string
  readonly name: string
}

export const roleNamed = (call: Call, name: string): HolderName => ({
  kind: 'role',
  account: call.account,
  name,
})

export const userNamed = (call: Call, name: string): HolderName => ({
  kind: 'user',
  account: call.account,
  name,
})
