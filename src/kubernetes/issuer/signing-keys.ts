/** An issuer's private keys: made off the main thread, wrapped for the store, unwrapped once and kept in memory. */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { BoundedMap } from '../../kit/index.ts'
import { keyIdFor, type NewKey, publicJwkOf, type SigningKey } from '../../token/index.ts'
import type { IssuerKey } from './model.ts'
import type { SecretWrap } from './needs.ts'

export interface SigningKeys {
  /** A new RSA key for an issuer, ready to be stored. */
  make(issuer: string): Promise<NewKey<IssuerKey>>
  /** The key ready to sign. Throws when it was wrapped by another wrap or for another issuer. */
  open(issuer: string, key: IssuerKey): SigningKey
}

const generate = promisify(generateKeyPair)

export function createSigningKeys(wrap: SecretWrap): SigningKeys {
  const opened = new BoundedMap<string, KeyObject>(256)
  return {
    async make(issuer) {
      const { privateKey } = await generate('rsa', { modulusLength: 2048 })
      const kid = keyIdFor(issuer, privateKey)
      const secret = privateKey.export({ type: 'pkcs8', format: 'der' })
      const wrapped = Buffer.from(wrap.wrap(secret, purposeOf(issuer, kid))).toString('base64')
      return { kid, publicJwk: publicJwkOf(privateKey, kid), wrapped }
    },

    open(issuer, { kid, publicJwk, wrapped }) {
      const privateKey = opened.getOrMake(wrapped, () => {
        const secret = wrap.unwrap(Buffer.from(wrapped, 'base64'), purposeOf(issuer, kid))
        return createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' })
      })
      return { kid, alg: publicJwk.alg, privateKey }
    },
  }
}

const purposeOf = (issuer: string, kid: string): string => `issuer key ${issuer} ${kid}`
