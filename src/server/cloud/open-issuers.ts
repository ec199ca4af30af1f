/** Who signs tokens here, and how those of others are verified. */
import { createBoundedGet, createGetThumbprint } from '../../kit/index.ts'
import { createIssuers } from '../../kubernetes/issuer/index.ts'
import { createVerificationKeys } from '../../token/index.ts'
import type { CloudFacts, Rooms } from './rooms.ts'

type Opened = Pick<Rooms, 'issuers' | 'issuerListener' | 'keys' | 'thumbprintOf'>

/** Issuers of this server are asked over its own listener, whatever their names are. */
export function openIssuers({ config, store, clock, random, secretWrap, ca }: CloudFacts): Opened {
  const issuers = createIssuers({ store, clock, random, secretWrap })
  const issuerListener = { host: '127.0.0.1', port: 0 }
  const fetching = {
    table: (hostAndPath: string) => (issuers.serves(hostAndPath) ? issuerListener : undefined),
    localCa: ca.certificate,
    allowPrivateAddresses: config.allowPrivateIssuers,
  }
  return {
    issuers,
    issuerListener,
    keys: createVerificationKeys({ get: createBoundedGet(fetching), now: clock }),
    thumbprintOf: thumbprintWith(createGetThumbprint(fetching)),
  }
}

const thumbprintWith =
  (get: ReturnType<typeof createGetThumbprint>): Rooms['thumbprintOf'] =>
  async (issuerUrl) => {
    const found = await get(issuerUrl)
    if (!found.ok) throw new Error(found.problem.message)
    return found.thumbprint
  }
