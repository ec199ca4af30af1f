/** Opens one embedded cluster: its API server, and a webhook that knows it through its API alone. */
import { join } from 'node:path'
import { openJournal, sha256Hex } from '../../kit/index.ts'
import { createClient } from '../../kubernetes/api/index.ts'
import {
  callKubelet,
  callWebhook,
  createApiServer,
  createOidcReviewer,
  prepareCluster,
  startControllers,
  type ApiServerNeeds,
  type Grant,
} from '../../kubernetes/apiserver/index.ts'
import type { Issuers } from '../../kubernetes/issuer/index.ts'
import { type KeySet, parseToken, readLegacyClaims, verifySignature, verifyToken } from '../../token/index.ts'
import { openLocalCa } from '../certificates/index.ts'
import { openHttpsPreferring } from '../listen/https-listener.ts'
import type { OpenPort } from '../listen/open-port.ts'
import { createObjectKeeper, type ObjectKeeper } from './cluster-objects.ts'
import { writeKubeconfig } from './kubeconfig.ts'
import { openControlPlaneLogs } from './control-plane-logs.ts'
import type { ClustersNeeds } from './needs.ts'
import { clusterDirectory } from './node-kubeconfig.ts'
import { loginUser, openClusterLogin } from './open-login.ts'
import { openClusterWebhook } from './open-webhook.ts'
import { tokenPurpose, type ClusterRecord } from './record.ts'
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

const apiAudiences = ['https://kubernetes.default.svc'] as const

const ownAudiences: readonly string[] = apiAudiences

/** 40 MiB a cluster. */
const auditBounds = { rotateAt: 8 * 1024 * 1024, keep: 4 }

/** EKS lets no token live longer than a day. */
const maxTokenExpiration = 86_400

const webhookUser = 'system:podpass:pod-identity-webhook'
/** Whom kubelets know the API server as. */
const kubeletClientUser = 'kube-apiserver-kubelet-client'
/** Pod Identity's own eyes on the cluster, as EKS has them. */
const podIdentityUser = 'system:podpass:pod-identity'

/** As whom EKS keeps the objects of add-ons. */
const addonManager = { username: 'eks:addon-manager', groups: ['system:masters'] }

const grants: readonly Grant[] = [
  { subject: webhookUser, verbs: ['get', 'list', 'watch'], resources: ['serviceaccounts'] },
  { subject: podIdentityUser, verbs: ['create'], resources: ['tokenreviews.authentication.k8s.io'] },
  { subject: kubeletClientUser, verbs: ['get', 'create'], resources: ['nodes/proxy'] },
]

export async function openCluster(needs: ClustersNeeds, record: ClusterRecord): Promise<OpenCluster> {
  const { directory, clock } = needs
  const ca = await openLocalCa({
    directory: clusterDirectory(directory, record.id),
    clock,
    commonName: 'kubernetes',
  })
  const adminToken = Buffer.from(
    needs.secretWrap.unwrap(Buffer.from(record.wrappedToken, 'base64'), tokenPurpose(record.id)),
  ).toString()
  const webhookToken = Buffer.from(needs.random(32)).toString('base64url')
  const podIdentityToken = Buffer.from(needs.random(32)).toString('base64url')
  const loginToken = Buffer.from(needs.random(32)).toString('base64url')
  const addonToken = Buffer.from(needs.random(32)).toString('base64url')

  await prepareCluster({
    cluster: record.id,
    store: needs.store,
    now: clock,
    random: needs.random,
    ca: ca.certificate,
  })
  const webhook = await openClusterWebhook(needs, {
    record,
    ca,
    token: webhookToken,
    apiServer: () => endpointOf(apiServer),
  })
  const kubeletClient = await ca.issueClientCertificate({ commonName: kubeletClientUser })
  const audit = openJournal({
    directory: join(clusterDirectory(directory, record.id), 'audit'),
    name: 'audit',
    clock,
    onFault: needs.onFault,
    ...auditBounds,
  })
  const exported = openControlPlaneLogs({ clock, onFault: needs.onFault, ...needs.logs }, record)
  const login = openClusterLogin(needs, {
    record,
    ca: ca.certificate,
    token: loginToken,
    log: (line) => exported.write('authenticator', line),
  })
  const reviewOidcToken = createOidcReviewer({
    providers: () => needs.login.listProviders(record),
    keysOf: needs.login.keysOf,
    now: clock,
  })
  const ownNeeds: ApiServerNeeds = {
    ...apiServerNeeds(needs, record),
    reviewToken: async (token, audiences) =>
      (await login.reviewToken(token, audiences)) ?? (await reviewOidcToken(token)),
    ca: ca.certificate,
    clientCa: ca.certificate,
    audit: (line) => {
      audit.append(line)
      exported.write('audit', line)
    },
    givesAccountTokens: () => givesAccountTokens(needs.findVersion(record)),
    onPodWithoutNode: (namespace) => {
      // coredns waits in every new cluster, which need not have a node for that.
      if (namespace !== 'kube-system') needs.onPodWithoutNode(record.id)
    },
    reachWebhook: callWebhook,
    reachKubelet: callKubelet(() => kubeletClient),
    credentials: [
      {
        tokenSha256: sha256Hex(adminToken),
        user: { username: 'kubernetes-admin', groups: ['system:masters'] },
      },
      { tokenSha256: sha256Hex(webhookToken), user: { username: webhookUser } },
      { tokenSha256: sha256Hex(podIdentityToken), user: { username: podIdentityUser } },
      { tokenSha256: sha256Hex(loginToken), user: loginUser },
      { tokenSha256: sha256Hex(addonToken), user: addonManager },
    ],
    grants,
    webhooks: [
      {
        name: 'iam-for-pods.amazonaws.com',
        failurePolicy: 'Fail',
        timeoutSeconds: 10,
        objectSelector: '!eks.amazonaws.com/skip-pod-identity-webhook',
        call: callWebhook({ url: webhook.url, ca: ca.certificate }),
      },
    ],
  }
  const handler = createApiServer(ownNeeds)
  const apiServer: OpenPort = await openHttpsPreferring({
    handler,
    ca,
    clock,
    address: { host: '127.0.0.1', port: record.port },
    own: ownNames,
    asksClients: true,
    upgrades: true,
    onFault: needs.onFault,
  }).catch(async (error: unknown) => {
    login.close()
    await webhook.close(0)
    throw error
  })
  await login.begin(endpointOf(apiServer))
  const stopControllers = startControllers(ownNeeds)
  const endpoint = endpointOf(apiServer)
  const client = createClient({
    server: endpoint,
    ca: ca.certificate,
    token: () => podIdentityToken,
    userAgent: 'podpass-pod-identity',
  })
  const addonClient = createClient({
    server: endpoint,
    ca: ca.certificate,
    token: () => addonToken,
    userAgent: 'podpass-eks',
  })
  const close = async (grace: number): Promise<void> => {
    await stopControllers()
    client.close()
    addonClient.close()
    login.close()
    await apiServer.close(grace)
    await webhook.close(grace)
    await audit.close()
    await exported.close()
  }
  try {
    writeKubeconfig(directory, {
      cluster: record.id,
      server: endpoint,
      ca: ca.certificate,
      token: adminToken,
    })
  } catch (error) {
    // Else what was opened would keep the process from ending.
    await close(0)
    throw error
  }
  return {
    record: { ...record, port: apiServer.port },
    endpoint,
    webhook: webhook.url,
    ca: ca.certificate,
    reviewPodToken: (token, now) =>
      reviewPodToken({ issuers: needs.issuers, client }, { issuer: record.issuer, token, now }),
    objects: createObjectKeeper(addonClient),
    close,
  }
}

export const ownNames = {
  names: ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
  ips: ['127.0.0.1', '::1'],
}

const endpointOf = ({ port }: OpenPort): string => `https://127.0.0.1:${port}`

/** Until 1.24, each ServiceAccount had a Secret with a token that did not end. */
const givesAccountTokens = (version: string | undefined): boolean | undefined =>
  version === undefined ? undefined : Number(version.split('.')[1]) < 24

function apiServerNeeds(
  needs: ClustersNeeds,
  { id, issuer }: ClusterRecord,
): Omit<ApiServerNeeds, 'credentials'> {
  const { store, clock, random, issuers, onFault } = needs
  return {
    onFault,
    maxTokenExpiration,
    cluster: id,
    store,
    now: clock,
    random,
    apiAudiences,
    mintToken: async (order) => {
      const { warnAfterSeconds, lifetimeSeconds, ...bound } = order
      // The lifetime that asks for a warning is the one that the issuer extends, by kube-apiserver's own rule.
      const minted = await issuers.mint({
        ...bound,
        issuer,
        apiAudiences,
        expirationSeconds: warnAfterSeconds ?? lifetimeSeconds,
      })
      if (!minted.ok) throw new Error(minted.problem.message)
      return { token: minted.token, issuedAt: minted.claims.iat * 1000 }
    },
    mintLegacyToken: async (order) => {
      const minted = await issuers.mintLegacy(issuer, order)
      if (!minted.ok) throw new Error(minted.problem.message)
      return minted.token
    },
    verifyServiceAccountToken: async (token, audiences) =>
      verifyOwnToken(issuers, { issuer, token, now: clock(), audiences }),
  }
}

type Verified = Awaited<ReturnType<NonNullable<ApiServerNeeds['verifyServiceAccountToken']>>>

interface Presented {
  readonly issuer: string
  readonly token: string
  readonly now: number
  readonly audiences: readonly string[]
}

/** A token of this cluster for one of the audiences. */
function verifyOwnToken(issuers: Issuers, { issuer, token, now, audiences }: Presented): Verified {
  const keys = issuers.keysOf(issuer)
  if (keys === undefined) return undefined
  const legacy = verifyLegacyToken(token, keys)
  if (legacy !== undefined) return audiences.some((each) => ownAudiences.includes(each)) ? legacy : undefined
  const verified = verifyToken({ token, keys, now, issuer, audiences })
  if (!verified.ok) return undefined
  const claims = verified.token.claims as { jti?: string; aud?: unknown; 'kubernetes.io'?: BoundTo }
  const { jti, aud, 'kubernetes.io': bound } = claims
  if (bound?.namespace === undefined || bound.serviceaccount === undefined) return undefined
  return {
    namespace: bound.namespace,
    serviceAccount: bound.serviceaccount,
    pod: bound.pod,
    secret: bound.secret,
    node: bound.node,
    id: jti,
    audiences: [aud].flat().map(String),
  }
}

/** A token of a Secret, signed by this cluster. */
function verifyLegacyToken(text: string, keys: KeySet): Verified {
  const parsed = parseToken(text)
  const legacy = parsed.ok ? readLegacyClaims(parsed.token.claims) : undefined
  return parsed.ok && legacy !== undefined && verifySignature(parsed.token, keys).ok ? legacy : undefined
}

interface BoundTo {
  readonly namespace?: string
  readonly serviceaccount?: { readonly name: string; readonly uid: string }
  readonly pod?: { readonly name: string; readonly uid: string }
  readonly secret?: { readonly name: string; readonly uid: string }
  readonly node?: { readonly name: string; readonly uid?: string }
}
