/** Wires the rooms of the cloud together: what one needs of another is handed over here, and nowhere else. */
import { partitionOf } from '../../arn/index.ts'
import { createCloudTrail, type TrailEvent } from '../../aws/cloudtrail/index.ts'
import { createGateway } from '../../aws/gateway/index.ts'
import { createEks } from '../../aws/eks/index.ts'
import { createEksAuth } from '../../aws/eks-auth/index.ts'
import { createIam } from '../../aws/iam/index.ts'
import { createLogs } from '../../aws/logs/index.ts'
import { createOrganizations } from '../../aws/organizations/index.ts'
import { createPodpass, type DecisionRecord } from '../../aws/podpass/index.ts'
import { createS3 } from '../../aws/s3/index.ts'
import { createSts } from '../../aws/sts/index.ts'
import {
  createBoundedGet,
  createGetThumbprint,
  openJournal,
  openSpool,
  type Clock,
  type Handler,
  type Random,
} from '../../kit/index.ts'
import { createIssuers } from '../../kubernetes/issuer/index.ts'
import type { Store } from '../../store/index.ts'
import { createVerificationKeys } from '../../token/index.ts'
import { openAccount } from './account.ts'
import { createAccounts, newAccountsForPodpass } from './accounts.ts'
import { assumptionEvents } from './assumption-event.ts'
import type { LocalCa } from '../certificates/index.ts'
import { clusterRecords } from '../clusters/record.ts'
import { createClusters, type Clusters, type ClusterName } from '../clusters/clusters.ts'
import { logGroupOf } from '../clusters/control-plane-logs.ts'
import { version, type ServerConfig } from '../config.ts'
import { createCredentials } from './credentials.ts'
import { issuersForPodpass, mirrorsForPodpass } from './issuers.ts'
import type { DataDirectory } from '../data-directory.ts'
import { openIamStore } from './eventual-consistency.ts'
import type { AdminCredentials } from '../installation.ts'
import { createMachines } from '../nodes/machines.ts'
import { createNodes, type Nodes } from '../nodes/nodes.ts'
import { createSimulations } from './simulate/simulations.ts'
import { withOutboundDocuments } from './outbound-documents.ts'
import { callOf, writeLastUse } from './last-use.ts'
import { rotateSessionKeys } from './rotate-session-keys.ts'
import { createTrailBuckets } from './trail/trail-buckets.ts'
import { createTrailLogs } from './trail/trail-logs.ts'
import type { SecretWrap } from '../wrap-key.ts'

export interface CloudFacts {
  readonly config: ServerConfig
  readonly data: DataDirectory
  readonly store: Store
  readonly secretWrap: SecretWrap
  readonly ca: LocalCa
  readonly clock: Clock
  readonly random: Random
  readonly endpoint: string
  readonly onFault: (fault: unknown) => void
}

export interface Cloud {
  readonly handler: Handler
  readonly admin: AdminCredentials
  /** The documents by which tokens are verified: those of clusters' issuers and of accounts' own. */
  readonly documents: { readonly handler: Handler; readonly servesHost: (host: string) => boolean }
  readonly clusters: Clusters
  readonly nodes: Nodes
  /** The operations that are served, by the model of their service. */
  readonly operations: ReadonlyMap<string, readonly string[]>
  /** Where the issuers' documents are served; known once that listener is open. */
  readonly issuerListener: { host: string; port: number }
  close(): Promise<void>
}

export async function createCloud(facts: CloudFacts): Promise<Cloud> {
  const { config, data, store, secretWrap, clock, random, onFault } = facts
  const issuers = createIssuers({ store, clock, random, secretWrap })
  const startedAt = clock()
  const issuerListener = { host: '127.0.0.1', port: 0 }
  const fetching = {
    table: (hostAndPath: string) => (issuers.serves(hostAndPath) ? issuerListener : undefined),
    localCa: facts.ca.certificate,
    allowPrivateAddresses: config.allowPrivateIssuers,
  }
  const keys = createVerificationKeys({ get: createBoundedGet(fetching), now: clock })
  const nodes = createNodes({ store, data: data.path, program: config.nodeProgram, onFault })
  const adopted = new Map(Object.entries(config.adoptedClusters ?? {}))
  const clusters = createClusters({
    directory: data.path,
    store,
    issuers,
    secretWrap,
    clock,
    random,
    issuerBase: config.issuerBase,
    adopts: ({ name, account, region }) =>
      account === admin.account && region === admin.region ? adopted.get(name) : undefined,
    login: {
      endpoint: () => facts.endpoint,
      findAccess: (cluster, who) => eks.findAccess(cluster, who),
      listProviders: (cluster) => eks.listIdentityProviders(cluster),
      keysOf: (request) => keys.keysOf(request),
    },
    logs: {
      isLogged: (cluster, type) => eks.isLogged(cluster, type),
      deliver: ({ cluster, ...lines }) => logs.deliver({ place: placeOf(cluster), ...lines }),
    },
    hasPodIdentity: (cluster, namespace, serviceAccount) =>
      eks.findPodRole(cluster, namespace, serviceAccount) !== undefined,
    findVersion: (cluster) => eks.findVersion(cluster),
    onPodWithoutNode: nodes.wanted,
    onFault,
  })

  const keyWrap = textual(secretWrap)
  const iamStore = openIamStore(store, config.iamDelay, clock)
  const iam = createIam({
    store,
    seen: iamStore.seen,
    clock,
    random,
    keyWrap,
    thumbprintOf: thumbprintWith(createGetThumbprint(fetching)),
    serviceControlOf: (account) => accounts.serviceControlOf(account),
  })
  const admin = await openAccount(iam, { directory: data.path, region: config.region, random })
  iamStore.begin()
  const organizations = createOrganizations({
    store,
    clock,
    random,
    firstAccount: admin.account,
    addAccount: (txn, member) => iam.addMemberAccount(txn, member),
  })
  const accounts = createAccounts({
    iam,
    organizations,
    ownPoliciesOf: (account) => podpass.controlPoliciesOf(account),
  })
  const { serviceControlOf, resourceControlOf, organizationOf, findRole } = accounts
  const trail = openJournal<TrailEvent>({
    directory: data.trail,
    name: 'events',
    clock,
    onFault,
    keepFor: trailedFor,
  })
  const decisions = openJournal<DecisionRecord>({
    directory: data.decisions,
    name: 'decisions',
    clock,
    onFault,
  })
  const cloudtrail = createCloudTrail({
    store,
    clock,
    random,
    buckets: {
      check: (object) => trailBuckets.check(object),
      put: (object) => trailBuckets.put(object),
    },
    logs: {
      check: (stream) => trailLogs.check(stream),
      put: (stream, messages) => trailLogs.put(stream, messages),
    },
    spool: openSpool({ directory: data.trail, name: 'undelivered', clock, onFault }),
    deliverEvery: config.trailInterval,
    append: trail.append,
    earlier: () => trail.readNewest(10_000),
    keyWrap,
    onFault,
  })
  const podpass = createPodpass({
    store,
    clock,
    managementAccount: admin.account,
    hasAccount: (account) => iam.hasAccount(account),
    issuers: issuersForPodpass(issuers, {
      // Whoever runs the installation looks after all its clusters.
      sees: (account, cluster) =>
        account === admin.account || clusterRecords.get(store, cluster)?.value.account === account,
      forget: (issuer) => keys.forget(issuer),
    }),
    newAccounts: newAccountsForPodpass(organizations, iam),
    instanceRoles: {
      findRole,
      resourceControlOf,
      organizationOf,
      issueSession: (request) => sts.issueSession(request),
      recordAssumption: (assumption) => assumptionEvents(assumption, random).forEach(cloudtrail.record),
    },
    simulations: createSimulations({
      iam,
      findRole,
      factsOfS3: (asked) => s3.factsOfResource(asked),
      rehearse: (input, call) => sts.rehearseWebIdentity(input, call),
      serviceControlOf,
      resourceControlOf,
      organizationOf,
      managementAccount: admin.account,
      isClosed: accounts.isClosed,
    }),
    mirrors: mirrorsForPodpass(issuers.mirrors, (issuer) => keys.forget(issuer)),
    status: (account) => ({
      version,
      startedAt,
      endpoint: facts.endpoint,
      services: services.map(({ model }) => model),
      details: {
        clusters: clusters
          .list()
          .filter((cluster) => account === admin.account || cluster.account === account),
      },
    }),
    appendDecision: decisions.append,
    earlierDecisions: () => decisions.readNewest(2000),
    onFault,
  })
  const sts = await createSts({
    store,
    clock,
    random,
    keyWrap,
    findRole,
    findProvider: (account, issuer) => iam.findProvider(account, issuer),
    useMfaCode: (who, serial, code) => iam.useMfaCode(who, serial, code),
    isOwnIssuer: (issuer) => issuers.get(issuer)?.url === issuer,
    findManagedPolicy: (arn, account) => iam.findManagedPolicy(arn, account),
    resourceControlOf,
    organizationOf,
    outboundIssuer: (account) => iam.outboundIssuer(account),
    accountOfOutboundHost: (host) => iam.accountOfOutboundHost(host),
    tagsOfUser: (id) => iam.findUserById(id)?.tags ?? {},
    issuerKeys: (request) => keys.keysOf(request),
  })
  const eks = createEks({
    store,
    clock,
    random,
    retiredVersionsFrom: config.retiredVersionsFrom,
    startCluster: (cluster) => clusters.start(cluster),
    stopCluster: async (cluster) => {
      const issuer = clusters.find(cluster)?.issuer
      await nodes.stopAll(clusters.idOf(cluster) ?? '')
      await clusters.stop(cluster)
      if (issuer !== undefined) keys.forget(issuer)
    },
    findCluster: (cluster) => clusters.find(cluster),
    prepareLogs: (cluster) => logs.ensureGroup(placeOf(cluster), logGroupOf(cluster.name)),
    clusterObjects: {
      read: async (cluster, name) => clusters.objectsOf(cluster).read(name),
      write: async (cluster, object) => clusters.objectsOf(cluster).write(object),
      remove: async (cluster, name) => clusters.objectsOf(cluster).remove(name),
    },
    ...(config.nodeProgram !== undefined && {
      machines: createMachines({
        nodes,
        idOf: (cluster) => clusters.idOf(cluster),
        clusterIds: () => clusters.list().map(({ name }) => name),
      }),
    }),
    principalId: (arn) => iam.principalId(arn),
    findRole: (arn) => iam.findRole(arn),
  })
  const eksAuth = createEksAuth({
    random,
    findTags: (cluster) => eks.findTags(cluster),
    findPodRole: (cluster, namespace, serviceAccount) => eks.findPodRole(cluster, namespace, serviceAccount),
    reviewToken: (cluster, token, now) => clusters.reviewPodToken(cluster, token, now),
    findRole,
    policiesOfRole: (id) => iam.policiesOfRole(id),
    serviceControlOf,
    resourceControlOf,
    organizationOf,
    issueSession: (request) => sts.issueSession(request),
    recordAssumption: (assumption) => assumptionEvents(assumption, random).forEach(cloudtrail.record),
  })
  const s3 = createS3({
    store,
    directory: data.objects,
    random,
    principalId: (arn) => iam.principalId(arn),
    onFault,
  })
  const trailBuckets = createTrailBuckets({
    s3: s3.service,
    accounts: { resourceControlOf, organizationOf },
    clock,
    random,
  })
  const logs = createLogs({ store, clock, random, directory: data.logs, onFault })
  const trailLogs = createTrailLogs({
    logs: logs.service,
    accounts: { resourceControlOf, organizationOf },
    clock,
    random,
    findRole,
    issueSession: (request) => sts.issueSession(request),
    findCaller: (key, token, now) => credentials.find(key, token, now),
    recordAssumption: (assumption) => assumptionEvents(assumption, random).forEach(cloudtrail.record),
  })
  const services = [
    iam.service,
    sts.service,
    eks.service,
    eksAuth.service,
    s3.service,
    cloudtrail.service,
    logs.service,
    organizations.service,
    podpass.service,
  ]
  const credentials = createCredentials({
    iam,
    openSession: sts.openSession,
    serviceControlOf,
    isClosed: accounts.isClosed,
  })
  await cloudtrail.begin()
  const gateway = createGateway({
    services,
    resourceControlOf,
    organizationOf,
    credentials,
    trail: cloudtrail.record,
    wantsDataEvents: cloudtrail.wantsDataEvents,
    decisions: (record) => {
      podpass.record(record)
      const noted = callOf(record)
      if (noted !== undefined) iam.lastUse.note(noted)
    },
    account: admin.account,
    region: admin.region,
    clock,
    random,
    onFault,
  })
  const stopRotating = rotateSessionKeys(sts.ring, onFault)
  const stopWriting = writeLastUse(iam.lastUse, onFault)
  const close = async (): Promise<void> => {
    await stopRotating()
    await stopWriting()
    await cloudtrail.close()
    await trail.close()
    await decisions.close()
    await logs.close()
  }
  return {
    handler: withOutboundDocuments(gateway, sts.outboundDocuments),
    admin,
    documents: {
      handler: withOutboundDocuments(issuers.handler, sts.outboundDocuments),
      servesHost: (host) => issuers.servesHost(host) || iam.accountOfOutboundHost(host) !== undefined,
    },
    clusters,
    nodes,
    operations: new Map(services.map(({ model, operations }) => [model, Object.keys(operations)])),
    issuerListener,
    close,
  }
}

/** As far as LookupEvents reaches. */
const trailedFor = 90 * 86_400_000

const placeOf = ({ account, region }: ClusterName) => ({ account, region, partition: partitionOf(region) })

/** Rooms that keep wrapped secrets in documents want them as text. */
const textual = (wrap: SecretWrap) => ({
  wrap: (secret: Uint8Array, purpose: string): string =>
    Buffer.from(wrap.wrap(secret, purpose)).toString('base64'),
  unwrap: (sealed: string, purpose: string): Uint8Array =>
    wrap.unwrap(Buffer.from(sealed, 'base64'), purpose),
})

const thumbprintWith =
  (get: ReturnType<typeof createGetThumbprint>) =>
  async (issuerUrl: string): Promise<string> => {
    const found = await get(issuerUrl)
    if (!found.ok) throw new Error(found.problem.message)
    return found.thumbprint
  }
