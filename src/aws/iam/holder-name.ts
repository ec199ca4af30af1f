/** What a request names a role, user or group by. */
import type { Call } from '../protocol/index.ts'
import type { HolderKind } from './model.ts'

export interface HolderName {
  readonly kind: HolderKind
  readonly partition: string
  readonly account: string
  readonly name: string
}

export const roleNamed = (call: Call, name: string): HolderName => ({
  kind: 'role',
  partition: call.partition,
  account: call.account,
  name,
})

export const userNamed = (call: Call, name: string): HolderName => ({
  kind: 'user',
  partition: call.partition,
  account: call.account,
  name,
})

export const groupNamed = (call: Call, name: string): HolderName => ({
  kind: 'group',
  partition: call.partition,
  account: call.account,
  name,
})
