/**
 * A large installation beside an empty one, in the same run: start-up, memory, and what calls cost. SCALE_ROLES and
 * SCALE_SESSIONS make it smaller.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { openInstallation } from '../src/cli/installation.ts'
import { callOrganizations, callPodpass } from '../src/cli/podpass-api.ts'
import { residentMegabytes, runLoad, type Measured } from './support/load.ts'
import { startPodpass, type BenchedPodpass } from './support/podpass.ts'
import { exchangeRequest, prepareRole, signedCall } from './support/requests.ts'
import { createTokens } from './support/tokens.ts'
import { printTable, ratio } from './support/table.ts'

const roles = Number(process.env['SCALE_ROLES'] ?? 100_000)
/** So many accounts, each as full as AWS's quotas of 1,000 roles, some of which are AWS's own, and 100 providers let it be. */
const accountCount = Math.ceil(roles / 990)
const providers = accountCount * 100
const sessions = Number(process.env['SCALE_SESSIONS'] ?? 1_000_000)
const connections = 16
const requests = 2000
const rounds = 5

interface Target {
  readonly name: string
  readonly podpass: BenchedPodpass
  readonly startMilliseconds: number
  readonly calls: Readonly<Record<string, (index: number) => Buffer>>
}

export async function run(): Promise<void> {
  const large = await startPodpass()
  const empty = await startPodpass()
  try {
    const prepared = [
      { name: 'empty', podpass: empty, role: await prepareRole(empty) },
      { name: `${roles} roles`, podpass: large, role: await prepareRole(large) },
    ]
    await fill(large)
    const accounts: Target[] = []
    // Both start anew, so that neither rests on what it did before.
    for (const { name, podpass, role } of prepared) {
      const tokens = await createTokens(podpass, 'bench', 500)
      const { again, milliseconds } = await restart(podpass)
      const calls = callsOf(again, role, tokens)
      accounts.push({ name, podpass: again, startMilliseconds: milliseconds, calls })
    }
    await compare(accounts)
    await issueSessions(accounts.at(-1)!)
    for (const { podpass } of accounts) await podpass.stop()
  } finally {
    for (const { podpass } of [{ podpass: large }, { podpass: empty }]) await podpass.stop()
  }
}

/** Each role with an inline policy and one of AWS's, each provider with an audience. */
async function fill(podpass: BenchedPodpass): Promise<void> {
  const admins = await makeAccounts(podpass)
  const adminOf = (index: number) => admins[index % admins.length]!
  const rates: Record<string, number> = {}
  for (const [action, { count, form }] of Object.entries(fillings)) {
    const { perSecond, statuses } = await load(podpass, count, (index) =>
      signedCall({ port: podpass.port, admin: adminOf(index) }, 'iam', {
        Action: action,
        ...form(Math.floor(index / admins.length)),
      }),
    )
    if (Object.keys(statuses).join() !== '200') throw new Error(`${action}: ${JSON.stringify(statuses)}`)
    rates[action] = perSecond
  }
  printTable(
    `Filling ${accountCount} accounts with ${roles} roles and ${providers} providers`,
    ['', 'calls/s'],
    Object.entries(rates).map(([name, rate]) => [name, rate.toFixed(0)]),
  )
}

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})

const policyOf = (index: number): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::bucket-${index}/*` }],
  })

/** The nth of its account. */
type Form = (index: number) => Readonly<Record<string, string>>

const fillings: Readonly<Record<string, { readonly count: number; readonly form: Form }>> = {
  CreateRole: {
    count: roles,
    form: (index) => ({ RoleName: `role-${index}`, AssumeRolePolicyDocument: trust }),
  },
  PutRolePolicy: {
    count: roles,
    form: (index) => ({ RoleName: `role-${index}`, PolicyName: 'own', PolicyDocument: policyOf(index) }),
  },
  AttachRolePolicy: {
    count: roles,
    form: (index) => ({
      RoleName: `role-${index}`,
      PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    }),
  },
  CreateOpenIDConnectProvider: {
    count: providers,
    form: (index) => ({
      Url: `https://oidc.example.com/id/${index}`,
      'ClientIDList.member.1': 'sts.amazonaws.com',
      'ThumbprintList.member.1': 'a'.repeat(40),
    }),
  },
}

async function makeAccounts({ data, admin }: BenchedPodpass): Promise<readonly BenchedPodpass['admin'][]> {
  const installation = openInstallation(data)
  await callOrganizations(installation, 'CreateOrganization', { FeatureSet: 'ALL' })
  const admins: BenchedPodpass['admin'][] = []
  for (let index = 0; index < accountCount; index += 1) {
    const { AccountId } = await callPodpass<{ AccountId: string }>(installation, 'CreateAccount', {
      AccountName: `account-${index}`,
      Email: `account-${index}@example.com`,
    })
    const keys = await callPodpass<{ AccessKeyId: string; SecretAccessKey: string }>(
      installation,
      'CreateRootAccessKey',
      { AccountId },
    )
    admins.push({
      account: AccountId,
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      region: admin.region,
    })
  }
  return admins
}

async function restart(podpass: BenchedPodpass): Promise<{ again: BenchedPodpass; milliseconds: number }> {
  await podpass.pause()
  const started = performance.now()
  const again = await startPodpass(podpass.data)
  return { again, milliseconds: performance.now() - started }
}

/** The same calls for both. */
function callsOf(podpass: BenchedPodpass, role: string, tokens: readonly string[]): Target['calls'] {
  const fixed = (service: 'iam' | 'sts', form: Readonly<Record<string, string>>) => {
    const request = signedCall(podpass, service, form)
    return () => request
  }
  return {
    'exchange, distinct tokens': (index) =>
      exchangeRequest(podpass.port, role, tokens[index % tokens.length]!),
    GetCallerIdentity: fixed('sts', { Action: 'GetCallerIdentity' }),
    GetRole: fixed('iam', { Action: 'GetRole', RoleName: 'bench' }),
    'ListRoles, a page of 100': fixed('iam', { Action: 'ListRoles', MaxItems: '100' }),
    UpdateRoleDescription: fixed('iam', {
      Action: 'UpdateRoleDescription',
      RoleName: 'bench',
      Description: 'x',
    }),
    TagRole: fixed('iam', {
      Action: 'TagRole',
      RoleName: 'bench',
      'Tags.member.1.Key': 'k',
      'Tags.member.1.Value': 'v',
    }),
  }
}

const load = (
  { port, pid }: BenchedPodpass,
  count: number,
  request: (index: number) => Buffer,
): Promise<Measured> => runLoad({ host: '127.0.0.1', port, pid, connections, requests: count, request })

async function compare(accounts: readonly Target[]): Promise<void> {
  const [empty, large] = [accounts[0]!, accounts[1]!]
  const rows: string[][] = [
    [
      'start, ms',
      ...accounts.map((each) => each.startMilliseconds.toFixed(0)),
      ratio(large.startMilliseconds, empty.startMilliseconds),
    ],
  ]
  for (const name of Object.keys(empty.calls)) {
    const costs: number[][] = [[], []]
    for (const { podpass, calls } of accounts) await load(podpass, requests, calls[name]!)
    for (let round = 0; round < rounds; round++)
      for (const [index, { podpass, calls }] of accounts.entries())
        costs[index]!.push((await load(podpass, requests, calls[name]!)).cpuMicroseconds)
    const [small, big] = costs.map(median)
    rows.push([`${name}, CPU us`, small!.toFixed(0), big!.toFixed(0), ratio(big!, small!)])
  }
  await sleep(3000)
  const memory = accounts.map(({ podpass }) => residentMegabytes(podpass.pid))
  rows.push(['memory, MB', ...memory.map((each) => each.toFixed(0)), ratio(memory[1]!, memory[0]!)])
  printTable(
    'A large installation beside an empty one',
    ['', ...accounts.map(({ name }) => name), 'large : empty'],
    rows,
  )
}

/** Sessions carry themselves; what is left of one here is a line in the trail. */
async function issueSessions({ podpass, calls }: Target): Promise<void> {
  const exchange = calls['exchange, distinct tokens']!
  const steps = 10
  const rows: string[][] = []
  for (let step = 1; step <= steps; step++) {
    const { cpuMicroseconds, perSecond } = await load(podpass, Math.ceil(sessions / steps), exchange)
    const issued = Math.round((sessions * step) / steps)
    rows.push([
      String(issued),
      perSecond.toFixed(0),
      cpuMicroseconds.toFixed(0),
      residentMegabytes(podpass.pid).toFixed(0),
    ])
  }
  printTable('Sessions issued one after the other', ['issued', 'exchanges/s', 'CPU us', 'MB resident'], rows)
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
