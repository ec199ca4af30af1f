/** The BinaryEquals operator: bytes in base64. */
import { plainComparison } from './comparison.ts'

export const binaryEquals = plainComparison({
  given: readBytes,
  asked: readBytes,
  fits: (given, asked) => given.equals(asked),
})

function readBytes(text: string): Buffer | undefined {
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
  return isBase64 ? Buffer.from(text, 'base64') : undefined
}
