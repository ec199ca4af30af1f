/** How passwords are kept: as scrypt hashes, which nobody is shown. */
import { scrypt, timingSafeEqual } from 'node:crypto'
import type { Random } from '../../kit/index.ts'
import type { PasswordHash } from './model.ts'

const cost = 16_384

export async function hashPassword(password: string, random: Random): Promise<PasswordHash> {
  const salt = Buffer.from(random(16))
  const hash = await derive(password, salt, cost)
  return { salt: salt.toString('base64'), cost, hash: hash.toString('base64') }
}

export async function isPassword(password: string, kept: PasswordHash): Promise<boolean> {
  const hash = await derive(password, Buffer.from(kept.salt, 'base64'), kept.cost)
  return timingSafeEqual(hash, Buffer.from(kept.hash, 'base64'))
}

const derive = (password: string, salt: Buffer, N: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, { N, r: 8, p: 1 }, (fault, key) => {
      if (fault === null) resolve(key)
      else reject(fault)
    })
  })
