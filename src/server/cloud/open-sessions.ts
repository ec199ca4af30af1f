/** STS, and who holds an access key. */
import { createSts } from '../../aws/sts/index.ts'
import { createCredentials } from './credentials.ts'
import type { CloudFacts, Rooms } from './rooms.ts'
import { textual } from './textual.ts'

export async function openSessions(
  { store, clock, random, secretWrap }: CloudFacts,
  { iam, accounts, issuers, keys }: Rooms,
): Promise<Pick<Rooms, 'sts' | 'credentials'>> {
  const { findRole, resourceControlOf, organizationOf, serviceControlOf, isClosed } = accounts
  const sts = await createSts({
    store,
    clock,
    random,
    keyWrap: textual(secretWrap),
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
  const { openSession } = sts
  return { sts, credentials: createCredentials({ iam, openSession, serviceControlOf, isClosed }) }
}
