/** What Podpass tells and does of its own beside AWS's services, with the journal of decisions. */
import { createPodpass, type DecisionRecord, type PodpassNeeds } from '../../aws/podpass/index.ts'
import { openJournal } from '../../kit/index.ts'
import { clusterRecords } from '../clusters/record.ts'
import { version } from '../config.ts'
import { newAccountsForPodpass } from './accounts.ts'
import { issuersForPodpass, mirrorsForPodpass } from './issuers.ts'
import type { CloudFacts, Rooms } from './rooms.ts'
import { createSimulations } from './simulate/simulations.ts'

/** As many of the latest decisions as are at hand after a start. */
const readAtFirst = 2000

interface OpenPodpass {
  readonly rooms: Pick<Rooms, 'podpass'>
  readonly close: () => Promise<void>
}

/** `services` are the models of all that is served. */
export function openPodpass(facts: CloudFacts, rooms: Rooms, services: () => readonly string[]): OpenPodpass {
  const { data, store, clock, onFault } = facts
  const { iam, admin, issuers, organizations, keys } = rooms
  const journal = openJournal<DecisionRecord>({
    directory: data.decisions,
    name: 'decisions',
    clock,
    onFault,
  })
  const forget = (issuer: string): void => keys.forget(issuer)
  const podpass = createPodpass({
    store,
    clock,
    managementAccount: admin.account,
    hasAccount: (account) => iam.hasAccount(account),
    issuers: issuersForPodpass(issuers, {
      // Whoever runs the installation looks after all its clusters.
      sees: (account, cluster) =>
        account === admin.account || clusterRecords.get(store, cluster)?.value.account === account,
      forget,
    }),
    newAccounts: newAccountsForPodpass(organizations, iam),
    instanceRoles: instanceRoles(rooms),
    simulations: simulations(rooms),
    mirrors: mirrorsForPodpass(issuers.mirrors, forget),
    status: statusWith(facts, rooms, services),
    appendDecision: journal.append,
    earlierDecisions: () => journal.readNewest(readAtFirst),
    onFault,
  })
  return { rooms: { podpass }, close: () => journal.close() }
}

function instanceRoles({ accounts, sts, recordAssumption }: Rooms): PodpassNeeds['instanceRoles'] {
  const { findRole, resourceControlOf, organizationOf } = accounts
  return {
    findRole,
    resourceControlOf,
    organizationOf,
    issueSession: (request) => sts.issueSession(request),
    recordAssumption,
  }
}

function simulations({ iam, s3, sts, admin, accounts }: Rooms): PodpassNeeds['simulations'] {
  const { findRole, serviceControlOf, resourceControlOf, organizationOf, isClosed } = accounts
  return createSimulations({
    iam,
    findRole,
    factsOfS3: (asked) => s3.factsOfResource(asked),
    rehearse: (input, call) => sts.rehearseWebIdentity(input, call),
    serviceControlOf,
    resourceControlOf,
    organizationOf,
    managementAccount: admin.account,
    isClosed,
  })
}

function statusWith(
  { clock, endpoint }: CloudFacts,
  { clusters, admin }: Rooms,
  services: () => readonly string[],
): PodpassNeeds['status'] {
  const startedAt = clock()
  return (account) => ({
    version,
    startedAt,
    endpoint,
    services: services(),
    details: {
      clusters: clusters.list().filter((cluster) => account === admin.account || cluster.account === account),
    },
  })
}
