/** The session tokens of version 2: each carries when it ends, sealed by a key that lives as long as the service does. */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface MetadataTokens {
  issue(ttlSeconds: number, now: number): string
  isValid(token: string, now: number): boolean
}

/** Seconds that a token may live: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html */
export const shortestLife = 1
export const longestLife = 21_600

/** `random` gives the key, then what tells tokens apart. */
export function createMetadataTokens(random: (size: number) => Uint8Array): MetadataTokens {
  const key = random(32)
  const seal = (body: Uint8Array): Buffer => createHmac('sha256', key).update(body).digest().subarray(0, 26)
  return {
    issue: (ttlSeconds, now) => {
      const body = Buffer.concat([random(8), Buffer.alloc(6)])
      body.writeUIntBE(now + ttlSeconds * 1000, 8, 6)
      return Buffer.concat([body, seal(body)]).toString('base64url') + '=='
    },
    isValid: (token, now) => {
      if (!/^[\w-]{54}==$/.test(token)) return false
      const bytes = Buffer.from(token, 'base64url')
      const body = bytes.subarray(0, 14)
      return timingSafeEqual(seal(body), bytes.subarray(14)) && now < body.readUIntBE(8, 6)
    },
  }
}
