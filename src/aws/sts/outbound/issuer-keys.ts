/** The keys of an account's issuer of tokens for the world outside: one RSA and one EC, wrapped in the store, made on first use. */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { BoundedMap } from '../../../kit/index.ts'
import { keyOf } from '../../../store/index.ts'
import { type PublicJwk, publicJwkOf, type SigningKey } from '../../../token/index.ts'
import type { StsNeeds } from '../needs.ts'

export type OutboundAlgorithm = 'RS256' | 'ES384'

export interface OutboundKeys {
  /** The keys that the world verifies by, the RSA key first. */
  published(account: string): Promise<readonly PublicJwk[]>
  signingKey(account: string, algorithm: OutboundAlgorithm): Promise<SigningKey>
}

interface StoredKey {
  readonly jwk: PublicJwk
  readonly wrapped: string
}

type StoredKeys = Readonly<Record<OutboundAlgorithm, StoredKey>>

/** AWS's own names: the number tells keys of one kind apart. */
const keyIds = { RS256: 'RSA_0', ES384: 'EC384_0' } as const

const storeKey = (account: string): string => keyOf(['sts', 'outbound-keys', account])
const purposeOf = (account: string, kid: string): string => `sts outbound key ${account} ${kid}`

const generate = promisify(generateKeyPair)

export function createOutboundKeys(needs: Pick<StsNeeds, 'store' | 'keyWrap'>): OutboundKeys {
  const { store, keyWrap } = needs
  const opened = new BoundedMap<string, KeyObject>(64)

  const keysOf = async (account: string): Promise<StoredKeys> => {
    const known = store.get<StoredKeys>(storeKey(account))?.value
    if (known !== undefined) return known
    const made = await makeKeys(needs, account)
    // Whoever came first made the account's keys; the others take them.
    const { result } = await store.write((txn) => {
      const first = txn.get<StoredKeys>(storeKey(account))?.value
      if (first === undefined) txn.put(storeKey(account), made)
      return first ?? made
    })
    return result
  }

  return {
    published: async (account) => {
      const { RS256, ES384 } = await keysOf(account)
      return [RS256.jwk, ES384.jwk]
    },
    signingKey: async (account, algorithm) => {
      const { wrapped } = (await keysOf(account))[algorithm]
      const kid = keyIds[algorithm]
      const privateKey = opened.getOrMake(wrapped, () =>
        createPrivateKey({
          key: Buffer.from(keyWrap.unwrap(wrapped, purposeOf(account, kid))),
          format: 'der',
          type: 'pkcs8',
        }),
      )
      return { kid, alg: algorithm, privateKey }
    },
  }
}

async function makeKeys({ keyWrap }: Pick<StsNeeds, 'keyWrap'>, account: string): Promise<StoredKeys> {
  const [rsa, ec] = await Promise.all([
    generate('rsa', { modulusLength: 2048 }),
    generate('ec', { namedCurve: 'P-384' }),
  ])
  const stored = ({ privateKey }: { privateKey: KeyObject }, kid: string): StoredKey => ({
    jwk: publicJwkOf(privateKey, kid),
    wrapped: keyWrap.wrap(privateKey.export({ type: 'pkcs8', format: 'der' }), purposeOf(account, kid)),
  })
  return { RS256: stored(rsa, keyIds.RS256), ES384: stored(ec, keyIds.ES384) }
}
