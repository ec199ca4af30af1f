/** Who makes the call in a simulation. */
import { assumedRoleArn } from '../../../arn/index.ts'
import { type ContextKeys, contextOf, type Principal } from '../../../policy/index.ts'
import type { Reader } from '../../../store/index.ts'
import type { Call } from '../../protocol/index.ts'
import { arnOfHolder, readIamArn } from '../arns.ts'
import { invalidInput } from '../errors.ts'
import { findHolder } from '../store.ts'
import type { PolicyHolder } from './sources.ts'

export interface SimulatedCaller {
  readonly principal: Principal
  readonly context: ContextKeys
}

/** A user by its ARN. Of a user that is not there only the name is known. */
export function callerNamed(from: Reader, text: string): SimulatedCaller {
  const arn = readIamArn(text)
  if (arn?.kind !== 'user') throw invalidInput(`Invalid caller ARN: ${text} must be the ARN of a user.`)
  const user = findHolder(from, 'user', arn.account, arn.name)
  return userCaller({ ...arn, arn: text, id: user?.id ?? 'AIDASIMULATED' })
}

/** Whoever holds the policies; of a group, a user of it. */
export function callerHolding({ kind, holder }: PolicyHolder, call: Call): SimulatedCaller {
  const { partition, account, name, id } = holder
  if (kind === 'user') return userCaller({ partition, account, name, id, arn: arnOfHolder(kind, holder) })
  if (kind === 'group') return anyUser(call)
  const arn = assumedRoleArn(partition, account, name, 'simulated')
  const roleArn = arnOfHolder('role', holder)
  return {
    principal: {
      kind: 'role-session',
      partition,
      account,
      arn,
      roleArn,
      roleId: id,
      sessionName: 'simulated',
    },
    context: contextOf({
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalAccount': account,
      'aws:PrincipalType': 'AssumedRole',
      'aws:userid': `${id}:simulated`,
    }),
  }
}

export function anyUser({ partition, account }: Call): SimulatedCaller {
  const arn = arnOfHolder('user', { partition, account, path: '/', name: 'simulated' })
  return { principal: { kind: 'user', partition, account, arn, id: 'AIDASIMULATED' }, context: new Map() }
}

interface UserCaller {
  readonly partition: string
  readonly account: string
  readonly name: string
  readonly id: string
  readonly arn: string
}

const userCaller = ({ partition, account, name, id, arn }: UserCaller): SimulatedCaller => ({
  principal: { kind: 'user', partition, account, arn, id },
  context: contextOf({
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': 'User',
    'aws:username': name,
    'aws:userid': id,
  }),
})
