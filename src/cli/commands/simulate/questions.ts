/** From the words of the command to what is asked of the podpass service. */
import { isAccountId, parseArn, partitionOf, roleArn, rootArn, userArn } from '../../../arn/index.ts'
import { parseToken } from '../../../token/index.ts'
import type { ClusterChoice } from '../../clusters.ts'
import { WrongUse } from '../../failure.ts'
import type { Installation } from '../../installation.ts'
import { readInput } from '../../read-input.ts'
import { readServiceAccount } from './service-account.ts'

export interface Options extends ClusterChoice {
  readonly principal?: string
  readonly token?: string
  readonly serviceAccount?: string
  readonly role?: string
  readonly action?: string
  readonly resource?: string
  readonly context?: readonly string[]
  readonly account?: string
  readonly json?: boolean
}

export interface Question {
  readonly Principal?: string
  readonly Action: string
  readonly Resource: string
  readonly Context?: Readonly<Record<string, readonly string[]>>
  readonly WebIdentityToken?: string
}

export async function readQuestions(
  options: Options,
  installation: Installation,
): Promise<readonly Question[]> {
  const Context = readContext(options.context ?? [])
  const call = readCall(options)
  const ways = [options.principal, options.token, options.serviceAccount].filter((way) => way !== undefined)
  if (ways.length !== 1)
    throw new WrongUse('say who calls: one of --principal, --token and --service-account')
  if (options.principal !== undefined) {
    if (call === undefined) throw new WrongUse('say what is done: --action and --resource')
    if (options.role !== undefined) throw new WrongUse('--role goes with --token and --service-account')
    return [{ Principal: readPrincipal(options.principal, options, installation), ...call, Context }]
  }
  const { role, WebIdentityToken } = await readBearer(options, installation)
  const exchange = { Action: 'sts:AssumeRoleWithWebIdentity', Resource: role, WebIdentityToken }
  if (call === undefined) return [{ ...exchange, Context }]
  return [exchange, { Principal: role, ...call, Context, WebIdentityToken }]
}

function readCall({ action, resource }: Options): Pick<Question, 'Action' | 'Resource'> | undefined {
  if (action === undefined && resource === undefined) return undefined
  if (action === undefined || resource === undefined)
    throw new WrongUse('--action and --resource go together')
  return { Action: action, Resource: resource }
}

/** A key that is given several times has several values. */
function readContext(words: readonly string[]): Question['Context'] {
  const context: Record<string, string[]> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) throw new WrongUse(`expected a condition key as key=value, got \`${word}\``)
    const key = word.slice(0, at)
    const values = Object.hasOwn(context, key) ? context[key]! : (context[key] = [])
    values.push(word.slice(at + 1))
  }
  return context
}

/** An ARN as it is; `role/NAME`, `user/NAME` and `root` are of the chosen account. */
function readPrincipal(text: string, { account }: Options, { admin }: Installation): string {
  const partition = partitionOf(admin.region)
  const own = account ?? admin.account
  const [kind, ...rest] = text.split('/')
  const name = rest.at(-1) ?? ''
  const path = `/${rest
    .slice(0, -1)
    .map((each) => `${each}/`)
    .join('')}`
  if (text === 'root') return rootArn(partition, own)
  if (kind === 'role' && name !== '') return roleArn(partition, own, path, name)
  if (kind === 'user' && name !== '') return userArn(partition, own, path, name)
  if (!isAccountId(parseArn(text)?.account ?? ''))
    throw new WrongUse(`expected an ARN, role/NAME, user/NAME or root as the principal, got \`${text}\``)
  return text
}

async function readBearer(options: Options, installation: Installation) {
  const { role, token, serviceAccount } = options
  const named = role === undefined ? undefined : readRole(role, options, installation)
  if (serviceAccount !== undefined) {
    const found = await readServiceAccount(options, serviceAccount)
    const taken = named ?? found.role
    if (taken === undefined)
      throw new WrongUse(
        `service account \`${serviceAccount}\` is annotated with no role; name one with --role`,
      )
    return { role: taken, WebIdentityToken: found.token }
  }
  if (named === undefined) throw new WrongUse('name the role that the token is for: --role')
  const text = (await readInput(token!)).trim()
  const parsed = parseToken(text)
  if (!parsed.ok) throw new WrongUse(`this is no token: ${parsed.problem.message}`)
  return { role: named, WebIdentityToken: text }
}

const readRole = (role: string, options: Options, installation: Installation): string =>
  readPrincipal(
    role.startsWith('arn:') || role.startsWith('role/') ? role : `role/${role}`,
    options,
    installation,
  )
