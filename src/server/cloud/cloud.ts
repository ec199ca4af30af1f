/** Opens the rooms of the cloud, each with what it needs of the others, and the gateway before them. */
import { createGateway } from '../../aws/gateway/index.ts'
import { createLogs } from '../../aws/logs/index.ts'
import type { ServiceDefinition } from '../../aws/protocol/index.ts'
import { createS3 } from '../../aws/s3/index.ts'
import type { Handler } from '../../kit/index.ts'
import { callOf, writeLastUse } from './last-use.ts'
import { openAccounts } from './open-accounts.ts'
import { openClusters } from './open-clusters.ts'
import { openEks } from './open-eks.ts'
import { openIssuers } from './open-issuers.ts'
import { openPodpass } from './open-podpass.ts'
import { openSessions } from './open-sessions.ts'
import { openTrail } from './open-trail.ts'
import { withOutboundDocuments } from './outbound-documents.ts'
import type { CloudFacts, Rooms } from './rooms.ts'
import { rotateSessionKeys } from './rotate-session-keys.ts'
import { runLifecycles } from './run-lifecycles.ts'

export interface Cloud extends Pick<Rooms, 'admin' | 'clusters' | 'nodes' | 'issuerListener'> {
  readonly handler: Handler
  /** The documents by which tokens are verified: those of clusters' issuers and of accounts' own. */
  readonly documents: { readonly handler: Handler; readonly servesHost: (host: string) => boolean }
  /** The operations that are served, by the model of their service. */
  readonly operations: ReadonlyMap<string, readonly string[]>
  close(): Promise<void>
}

export async function createCloud(facts: CloudFacts): Promise<Cloud> {
  const { rooms, close: closeRooms } = await openRooms(facts)
  const { iam, sts, issuers, admin, clusters, nodes, issuerListener } = rooms
  await rooms.cloudtrail.begin()
  const stopRotating = rotateSessionKeys(sts.ring, facts.onFault)
  const stopWriting = writeLastUse(iam.lastUse, facts.onFault)
  const stopLifecycles = runLifecycles(rooms.s3, facts)
  return {
    admin,
    clusters,
    nodes,
    issuerListener,
    handler: withOutboundDocuments(openGateway(facts, rooms), sts.outboundDocuments),
    documents: {
      handler: withOutboundDocuments(issuers.handler, sts.outboundDocuments),
      servesHost: (host) => issuers.servesHost(host) || iam.accountOfOutboundHost(host) !== undefined,
    },
    operations: new Map(servicesOf(rooms).map(({ model, operations }) => [model, Object.keys(operations)])),
    close: async () => {
      await stopRotating()
      await stopWriting()
      await stopLifecycles()
      await closeRooms()
    },
  }
}

async function openRooms(facts: CloudFacts): Promise<{ rooms: Rooms; close: () => Promise<void> }> {
  const rooms = {} as Rooms
  const add = (opened: Partial<Rooms>): void => void Object.assign(rooms, opened)
  add(openIssuers(facts))
  add(openClusters(facts, rooms))
  add(await openAccounts(facts, rooms))
  add(await openSessions(facts, rooms))
  add(openStorage(facts, rooms))
  const trail = openTrail(facts, rooms)
  add(trail.rooms)
  add(openEks(facts, rooms))
  const podpass = openPodpass(facts, rooms, () => servicesOf(rooms).map(({ model }) => model))
  add(podpass.rooms)
  const close = async (): Promise<void> => {
    await trail.close()
    await podpass.close()
    await rooms.logs.close()
  }
  return { rooms, close }
}

function openStorage(
  { store, data, clock, random, onFault }: CloudFacts,
  { iam }: Rooms,
): Pick<Rooms, 's3' | 'logs'> {
  return {
    s3: createS3({
      store,
      directory: data.objects,
      random,
      principalId: (arn) => iam.principalId(arn),
      onFault,
    }),
    logs: createLogs({ store, clock, random, directory: data.logs, onFault }),
  }
}

const servicesOf = (rooms: Rooms): readonly ServiceDefinition[] => [
  rooms.iam.service,
  rooms.sts.service,
  rooms.eks.service,
  rooms.eksAuth.service,
  rooms.s3.service,
  rooms.cloudtrail.service,
  rooms.logs.service,
  rooms.organizations.service,
  rooms.podpass.service,
]

function openGateway({ clock, random, onFault }: CloudFacts, rooms: Rooms): Handler {
  const { accounts, credentials, cloudtrail, podpass, iam, admin } = rooms
  return createGateway({
    services: servicesOf(rooms),
    resourceControlOf: accounts.resourceControlOf,
    organizationOf: accounts.organizationOf,
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
}
