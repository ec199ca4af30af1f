/** Writes scalars as text for an XML element or a header. */
import type { ScalarShape } from '../model/shape.ts'

export type TextWriter = (value: unknown) => string

export function textWriter(shape: ScalarShape, timestamp: (date: Date) => string): TextWriter {
  switch (shape.kind) {
    case 'timestamp':
      return (value) => timestamp(dateOf(value))
    case 'blob':
      return base64Of
    default:
      return textOf
  }
}

export function dateOf(value: unknown): Date {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value
  throw new TypeError('a timestamp in an output is not a valid Date')
}

export function base64Of(value: unknown): string {
  return bytesOf(value).toString('base64')
}

/** Text stands for its UTF-8 bytes. */
export function bytesOf(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'utf8')
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  throw new TypeError('a blob in an output is neither bytes nor text')
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  throw new TypeError(`a scalar in an output is ${value === null ? 'null' : `of type ${typeof value}`}`)
}
