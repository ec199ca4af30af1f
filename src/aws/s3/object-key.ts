/** What an object may be called: up to 1,024 bytes of UTF-8. */
import { AwsError } from '../protocol/index.ts'

const longest = 1024

export function requireObjectKey(key: string): void {
  const size = Buffer.byteLength(key)
  if (size > longest)
    throw new AwsError({
      code: 'KeyTooLongError',
      message: 'Your key is too long',
      fields: { Size: String(size), MaxSizeAllowed: String(longest) },
    })
}
