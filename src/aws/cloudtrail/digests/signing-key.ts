/** The key that signs digests: one for all trails, made when the first of them asks for it. */
import { createHash, createPrivateKey, createSign, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { collection } from '../../../store/index.ts'
import type { CloudTrailNeeds } from '../needs.ts'

export interface SigningKey {
  /** PKCS #8 in DER, wrapped. */
  readonly wrapped: string
  /** PKCS #1 in DER, as ListPublicKeys answers it; base64. */
  readonly publicKey: string
  /** 32 hex digits. */
  readonly fingerprint: string
  readonly madeAt: number
}

export type KeyNeeds = Pick<CloudTrailNeeds, 'store' | 'clock' | 'keyWrap'>

const keys = collection<SigningKey>('cloudtrail', 'key')
const purpose = 'key of CloudTrail digests'

export const findSigningKey = ({ store }: Pick<KeyNeeds, 'store'>): SigningKey | undefined =>
  keys.get(store, 'digests')?.value

export async function ensureSigningKey(needs: KeyNeeds): Promise<SigningKey> {
  const known = findSigningKey(needs)
  if (known !== undefined) return known
  const made = await makeKey(needs)
  const { result } = await needs.store.write((txn) => {
    const found = keys.get(txn, 'digests')?.value
    if (found === undefined) keys.put(txn, 'digests', made)
    return found ?? made
  })
  return result
}

async function makeKey({ clock, keyWrap }: KeyNeeds): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return {
    wrapped: keyWrap.wrap(privateKey, purpose),
    publicKey: publicKey.toString('base64'),
    // CloudTrail tells keys apart by an MD5, on which nothing rests.
    fingerprint: createHash('md5').update(publicKey).digest('hex'),
    madeAt: clock(),
  }
}

/** SHA256withRSA, as hex. */
export function sign({ keyWrap }: Pick<KeyNeeds, 'keyWrap'>, { wrapped }: SigningKey, text: string): string {
  const key = createPrivateKey({
    key: Buffer.from(keyWrap.unwrap(wrapped, purpose)),
    type: 'pkcs8',
    format: 'der',
  })
  return createSign('RSA-SHA256').update(text).sign(key, 'hex')
}
