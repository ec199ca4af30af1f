/** What a request names a role, user or group by. */
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

export const groupNamed = (call: Call, name: string): HolderName => ({
  kind: 'group',
  account: call.account,
  name,
})
