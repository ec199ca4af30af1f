/** Cluster login of an embedded cluster: `aws eks get-token` against this very cloud, aws-auth and access entries. */
import { partitionOf } from '../../arn/index.ts'
import { createClient } from '../../kubernetes/api/index.ts'
import type { ApiServerNeeds } from '../../kubernetes/apiserver/index.ts'
import {
  accessEntrySource,
  awsStsHosts,
  createAskSts,
  createLogin,
  followAwsAuth,
  keepBindings,
  mappingSource,
  namedStsHosts,
  noMappings,
  type AwsAuth,
  type BindingKeeper,
  type CallerIdentity,
  type StsHosts,
} from '../../kubernetes/authenticator/index.ts'
import { openAwsAgents } from '../login/http-agent.ts'
import { authenticatorLine } from './authenticator-line.ts'
import type { ClustersNeeds } from './needs.ts'
import type { ClusterRecord } from './record.ts'

/** May read aws-auth and bind access policies. */
export const loginUser = { username: 'eks:authenticator', groups: ['system:masters'] } as const

export interface ClusterLogin {
  readonly reviewToken: NonNullable<ApiServerNeeds['reviewToken']>
  /** To be called when the API server answers; resolves when aws-auth is known. */
  readonly begin: (server: string) => Promise<void>
  readonly close: () => void
}

export interface ClusterLoginFacts {
  readonly record: ClusterRecord
  /** PEM of the cluster's CA. */
  readonly ca: string
  /** Of `loginUser`. */
  readonly token: string
  /** Takes a line for each login that is tried. */
  readonly log: (line: string) => void
}

/** How long a start waits for aws-auth, in milliseconds. */
const patience = 2000

export function openClusterLogin(
  { clock, login, onFault }: ClustersNeeds,
  { record, ca, token, log }: ClusterLoginFacts,
): ClusterLogin {
  const ending = new AbortController()
  const agents = openAwsAgents()
  let awsAuth: AwsAuth | undefined
  let bindings: BindingKeeper | undefined
  let closeClient = (): void => undefined
  const { name, account, region } = record
  const askEks = ({ arn, userId, accountId }: CallerIdentity) =>
    login.findAccess({ name, account, region }, { Arn: arn, UserId: userId, Account: accountId })
  const signIn = createLogin({
    clusterId: name,
    clock,
    hosts: hostsOf(login.endpoint(), region),
    askSts: createAskSts(agents.agentFor),
    report: (attempt) => log(authenticatorLine(attempt, clock())),
    sources: [
      accessEntrySource(askEks, async (groups) => bindings?.ensure(groups)),
      mappingSource(
        { name: 'EKSConfigMap', counts: (who) => askEks(who)?.authenticationMode !== 'API' },
        () => awsAuth?.mappings() ?? noMappings,
      ),
    ],
  })
  const tell = (problem: string): void => onFault(`cluster ${record.id}: ${problem}`)
  return {
    reviewToken: async (text) => {
      // Any other token is none of ours, and STS is not to be asked for it.
      if (!text.startsWith('k8s-aws-v1.')) return undefined
      const answer = await signIn(text)
      return answer.ok ? answer.user : undefined
    },
    begin: async (server) => {
      const client = createClient({ server, ca, token: () => token, userAgent: 'podpass-authenticator' })
      closeClient = client.close
      const { signal } = ending
      bindings = keepBindings({ client, signal, now: clock, tell })
      const followed = followAwsAuth({ client, signal, tell })
      awsAuth = followed
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patience)
      await Promise.race([followed.known, late])
      clearTimeout(timer)
    },
    close: () => {
      ending.abort()
      closeClient()
      agents.close()
    },
  }
}

/** Clients know the endpoint by any of its names; with AWS's own names they reach it through the proxy. */
function hostsOf(text: string, region: string): StsHosts {
  const endpoint = new URL(text)
  const port = endpoint.port === '' ? '' : `:${endpoint.port}`
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((host) => host + port)
  const aws = awsStsHosts(partitionOf(region))
  return namedStsHosts({
    endpoint,
    schemes: ['http', 'https'],
    isKnown: (host) => own.includes(host) || (aws !== undefined && aws.refuse(host) === undefined),
  })
}
