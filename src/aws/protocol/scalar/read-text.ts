/** Reads scalars that stand as text in a form, a query string, a header or an XML element. */
import type { AwsError } from '../errors.ts'
import type { ScalarKind, ScalarShape } from '../model/shape.ts'
import { parseTimestamp } from './timestamp.ts'

export type TextReader = (text: string) => unknown

export interface BadText {
  readonly kind: ScalarKind
  readonly text: string
}

/** How a protocol refuses text that is not of the scalar's kind. */
export type RefuseText = (bad: BadText) => AwsError

export function textReader(shape: ScalarShape, refuse: RefuseText): TextReader {
  const { kind } = shape
  const parse = parsers[kind]
  if (parse === undefined) return (text) => text
  return (text) => {
    const value = parse(text)
    if (value === undefined) throw refuse({ kind, text })
    return value
  }
}

type Parser = (text: string) => unknown

const parsers: Readonly<Partial<Record<ScalarKind, Parser>>> = {
  integer: (text) => parseInteger(text, 2 ** 31),
  long: (text) => parseInteger(text, 2 ** 63),
  float: parseNumber,
  double: parseNumber,
  boolean: (text) => booleans.get(text.toLowerCase()),
  blob: parseBase64,
  timestamp: parseTimestamp,
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

function parseInteger(text: string, limit: number): number | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined
  const value = Number(text)
  return value >= -limit && value < limit ? value : undefined
}

function parseNumber(text: string): number | undefined {
  if (/^-?Infinity$|^NaN$/.test(text)) return Number(text)
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

/** Undefined when it is not standard base64 (RFC 4648 section 4). */
export function parseBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  return Buffer.from(text, 'base64')
}
