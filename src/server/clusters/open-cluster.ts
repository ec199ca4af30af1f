/** Opens one embedded cluster: its API server, and a webhook that knows it through its API alone. */
import { join } from 'node:path'
import { openJournal } from '../../kit/index.ts'
import { createClient, type KubernetesClient } from '../../kubernetes/api/index.ts'
import {
  callKubelet,
  callWebhook,
  createApiServer,
  createOidcReviewer,
  prepareCluster,
  startControllers,
  type ApiServerNeeds,
} from '../../kubernetes/apiserver/index.ts'
import { openLocalCa, type LocalCa } from '../certificates/index.ts'
import { openHttpsPreferring } from '../listen/https-listener.ts'
import type { OpenPort } from '../listen/open-port.ts'
import { createAccountTokens } from './account-tokens.ts'
import { createObjectKeeper, type ObjectKeeper } from './cluster-objects.ts'
import { createClusterUsers, grants, kubeletClientUser } from './cluster-users.ts'
import { openControlPlaneLogs } from './control-plane-logs.ts'
import { writeKubeconfig } from './kubeconfig.ts'
import type { ClustersNeeds } from './needs.ts'
import { clusterDirectory } from './node-kubeconfig.ts'
import { openClusterLogin } from './open-login.ts'
import { openClusterWebhook } from './open-webhook.ts'
import type { ClusterRecord } from './record.ts'
import { reviewPodToken, type ReviewedPodToken } from './review-pod-token.ts'

export interface OpenCluster {
  readonly record: ClusterRecord
  readonly endpoint: string
  /** The URL of its own webhook, where it has one. */
  readonly webhook?: string
  /** PEM of the cluster's CA. */
  readonly ca: string
  /** Whose a token for Pod Identity is, and whether its pod still lives. */
  readonly reviewPodToken: (token: string, now: number) => Promise<ReviewedPodToken>
  /** What EKS itself reads and writes in it. */
  readonly objects: ObjectKeeper
  close(grace: number): Promise<void>
}

type Close = (grace: number) => unknown

/** Each part of it is closed before what it rests on; if one cannot be opened, those that were are closed. */
export async function openCluster(needs: ClustersNeeds, record: ClusterRecord): Promise<OpenCluster> {
  const closers: Close[] = []
  const close = async (grace: number): Promise<void> => {
    for (const each of closers.toReversed()) await each(grace)
  }
  try {
    return { ...(await openParts(needs, record, closers)), close }
  } catch (error) {
    await close(0)
    throw error
  }
}

async function openParts(
  needs: ClustersNeeds,
  record: ClusterRecord,
  closers: Close[],
): Promise<Omit<OpenCluster, 'close'>> {
  const { directory, store, clock, random, onFault } = needs
  const ca = await openLocalCa({
    directory: clusterDirectory(directory, record.id),
    clock,
    commonName: 'kubernetes',
  })
  const { tokens, credentials } = createClusterUsers(needs, record)
  await prepareCluster({ cluster: record.id, store, now: clock, random, ca: ca.certificate })

  const records = openRecords(needs, record)
  closers.push(records.close)
  const opened: { apiServer?: OpenPort } = {}
  const endpoint = (): string => `https://127.0.0.1:${opened.apiServer?.port}`
  const webhook = await openClusterWebhook(needs, { record, ca, token: tokens.webhook, apiServer: endpoint })
  closers.push((grace) => webhook.close(grace))
  closers.push((grace) => opened.apiServer?.close(grace))
  const login = openClusterLogin(needs, {
    record,
    ca: ca.certificate,
    token: tokens.login,
    log: records.authenticator,
  })
  closers.push(login.close)

  const kubeletClient = await ca.issueClientCertificate({ commonName: kubeletClientUser })
  const ownNeeds: ApiServerNeeds = {
    ...plainNeeds(needs, record),
    ca: ca.certificate,
    clientCa: ca.certificate,
    reviewToken: tokenReviewer(needs, record, login.reviewToken),
    audit: records.audit,
    reachWebhook: callWebhook,
    reachKubelet: callKubelet(() => kubeletClient),
    credentials,
    grants,
    webhooks: [podIdentityWebhook(webhook.url, ca)],
  }
  const apiServer = await openHttpsPreferring({
    handler: createApiServer(ownNeeds),
    ca,
    clock,
    address: { host: '127.0.0.1', port: record.port },
    own: ownNames,
    asksClients: true,
    upgrades: true,
    onFault,
  })
  opened.apiServer = apiServer
  await login.begin(endpoint())
  const clientOf = (userAgent: string, token: string): KubernetesClient => {
    const client = createClient({ server: endpoint(), ca: ca.certificate, token: () => token, userAgent })
    closers.push(() => client.close())
    return client
  }
  const client = clientOf('podpass-pod-identity', tokens.podIdentity)
  const objects = createObjectKeeper(clientOf('podpass-eks', tokens.addons))
  closers.push(startControllers(ownNeeds))
  writeKubeconfig(directory, {
    cluster: record.id,
    server: endpoint(),
    ca: ca.certificate,
    token: tokens.admin,
  })
  return {
    record: { ...record, port: apiServer.port },
    endpoint: endpoint(),
    webhook: webhook.url,
    ca: ca.certificate,
    reviewPodToken: (token, now) =>
      reviewPodToken({ issuers: needs.issuers, client }, { issuer: record.issuer, token, now }),
    objects,
  }
}

export const ownNames = {
  names: ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
  ips: ['127.0.0.1', '::1'],
}

/** What an API server is told that needs nothing else of the cluster to be open. */
const plainNeeds = (needs: ClustersNeeds, record: ClusterRecord) => ({
  ...createAccountTokens(needs, record),
  cluster: record.id,
  store: needs.store,
  now: needs.clock,
  random: needs.random,
  onFault: needs.onFault,
  givesAccountTokens: () => givesAccountTokens(needs.findVersion(record)),
  onPodWithoutNode: (namespace: string) => {
    // coredns waits in every new cluster, which need not have a node for that.
    if (namespace !== 'kube-system') needs.onPodWithoutNode(record.id)
  },
})

/** Until 1.24, each ServiceAccount had a Secret with a token that did not end. */
const givesAccountTokens = (version: string | undefined): boolean | undefined =>
  version === undefined ? undefined : Number(version.split('.')[1]) < 24

/** Tokens that are not the cluster's own: those of AWS logins first, then those of its OIDC providers. */
function tokenReviewer(
  { login, clock }: ClustersNeeds,
  record: ClusterRecord,
  reviewLogin: NonNullable<ApiServerNeeds['reviewToken']>,
): NonNullable<ApiServerNeeds['reviewToken']> {
  const reviewOidc = createOidcReviewer({
    providers: () => login.listProviders(record),
    keysOf: login.keysOf,
    now: clock,
  })
  return async (token, audiences) => (await reviewLogin(token, audiences)) ?? (await reviewOidc(token))
}

/** 40 MiB a cluster. */
const auditBounds = { rotateAt: 8 * 1024 * 1024, keep: 4 }

/** Audit events stay here; with what logins have to tell, they also go where EKS's logging is told to send them. */
function openRecords({ directory, clock, onFault, logs }: ClustersNeeds, record: ClusterRecord) {
  const audit = openJournal({
    directory: join(clusterDirectory(directory, record.id), 'audit'),
    name: 'audit',
    clock,
    onFault,
    ...auditBounds,
  })
  const exported = openControlPlaneLogs({ clock, onFault, ...logs }, record)
  return {
    audit: (line: string) => {
      audit.append(line)
      exported.write('audit', line)
    },
    authenticator: (line: string) => exported.write('authenticator', line),
    close: async () => {
      await audit.close()
      await exported.close()
    },
  }
}

const podIdentityWebhook = (url: string, ca: LocalCa): NonNullable<ApiServerNeeds['webhooks']>[number] => ({
  name: 'iam-for-pods.amazonaws.com',
  failurePolicy: 'Fail',
  timeoutSeconds: 10,
  objectSelector: '!eks.amazonaws.com/skip-pod-identity-webhook',
  call: callWebhook({ url, ca: ca.certificate }),
})
