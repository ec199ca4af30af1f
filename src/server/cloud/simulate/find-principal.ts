/** Who would call, by an ARN: with the policies that they hold at this moment. */
import { parseArn, type Arn } from '../../../arn/index.ts'
import { anonymous } from '../../../aws/gateway/index.ts'
import type { Caller } from '../../../aws/protocol/index.ts'
import type { Session } from '../../../aws/sts/index.ts'
import type { Principal } from '../../../policy/index.ts'
import { rootCaller, sessionCaller, userCaller } from '../callers.ts'
import type { Problem, SimulationsNeeds } from './needs.ts'

export interface Asking {
  readonly caller: Caller
  /** In place of the caller's own: the provider that vouches for who has no credentials yet. */
  readonly vouched?: Extract<Principal, { kind: 'web-identity' }>
}

export function findPrincipal(needs: SimulationsNeeds, text: string, now: number): Asking | Problem {
  const arn = parseArn(text)
  if (arn === undefined) return notOne(text)
  if (needs.isClosed(arn.account)) return { problem: `account ${arn.account} is closed: nobody calls for it` }
  const [kind = '', ...names] = arn.resource.split('/')
  if (arn.service === 'sts' && kind === 'assumed-role') return findSession(needs, text, arn, names, now)
  if (arn.service === 'sts' && kind === 'federated-user')
    return { problem: `\`${text}\` does not tell whose user it is of; ask about that user` }
  if (arn.service !== 'iam' || arn.region !== '') return notOne(text)
  switch (kind) {
    case 'root':
      return needs.iam.hasAccount(arn.account)
        ? { caller: rootCaller(needs, arn.partition, arn.account) }
        : noSuch('account', arn.account)
    case 'user':
      return findUser(needs, text)
    case 'role': {
      const role = needs.iam.findRole(text)
      return role === undefined ? noSuch('role', text) : asRole(needs, role, 'simulated', now)
    }
    case 'oidc-provider':
      return findProvider(needs, text, arn.account, names.join('/'))
    case 'group':
      return { problem: 'a group makes no calls; ask about one of its users' }
    default:
      return notOne(text)
  }
}

const notOne = (text: string): Problem => ({
  problem: `\`${text}\` is not the ARN of a user, a role, a session of a role, an account's root or an OIDC provider`,
})
const noSuch = (kind: string, name: string): Problem => ({ problem: `there is no ${kind} \`${name}\`` })

function findUser(needs: SimulationsNeeds, arn: string): Asking | Problem {
  const found = needs.iam.principalId(arn)
  const caller = typeof found === 'string' ? undefined : userCaller(needs, found.id)
  return caller === undefined ? noSuch('user', arn) : { caller }
}

function findSession(
  needs: SimulationsNeeds,
  text: string,
  { account }: Arn,
  [name = '', sessionName = '', ...more]: readonly string[],
  now: number,
): Asking | Problem {
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName) || more.length > 0) return notOne(text)
  const role = needs.iam.findRoleByName(account, name)
  return role === undefined ? noSuch('role', name) : asRole(needs, role, sessionName, now)
}

interface RoleNames {
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly partition: string
}

/** A session that has just begun, with nothing but what the role gives it. */
function asRole(
  needs: SimulationsNeeds,
  role: RoleNames,
  sessionName: string,
  now: number,
): Asking | Problem {
  const issuedAt = Math.floor(now / 1000)
  return asSession(
    needs,
    {
      partition: role.partition,
      account: role.account,
      principal: { kind: 'role', id: role.id, sessionName },
      tags: {},
      transitiveTagKeys: [],
      chained: false,
      issuedAt,
      expiresAt: issuedAt + 3600,
    },
    now,
  )
}

export function asSession(needs: SimulationsNeeds, session: Session, now: number): Asking | Problem {
  const caller = sessionCaller(needs, { session }, now)
  return caller === undefined ? { problem: 'the role of the session is gone' } : { caller }
}

function findProvider(needs: SimulationsNeeds, arn: string, account: string, url: string): Asking | Problem {
  const provider = needs.iam.findProvider(account, `https://${url}`)
  return provider?.arn === arn
    ? { caller: anonymous, vouched: { kind: 'web-identity', provider: arn } }
    : noSuch('OIDC provider', arn)
}
