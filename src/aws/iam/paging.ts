/** Lists in pages, as IAM's Marker and MaxItems ask. */
import { validationError } from './errors.ts'

export interface PageInput {
  readonly Marker?: string
  readonly MaxItems?: number
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly marks: { readonly IsTruncated: boolean; readonly Marker?: string }
}

/** The page after the marker of `items`, which stand in the order of their keys. */
export function pageOf<Item>(
  items: readonly Item[],
  input: PageInput,
  keyOf: (item: Item, index: number) => string,
): Page<Item> {
  const after = input.Marker === undefined ? undefined : readMarker(input.Marker)
  const start = after === undefined ? 0 : items.findIndex((item, index) => keyOf(item, index) > after)
  const rest = start === -1 ? [] : items.slice(start)
  const limit = input.MaxItems ?? 100
  if (rest.length <= limit) return { items: rest, marks: { IsTruncated: false } }
  const page = rest.slice(0, limit)
  const last = Math.max(start, 0) + limit - 1
  return { items: page, marks: { IsTruncated: true, Marker: writeMarker(keyOf(page.at(-1)!, last)) } }
}

/** For lists that keep the order in which things were added. */
export const byPosition = (_: unknown, index: number): string => String(index).padStart(6, '0')

/** The order of keys: by UTF-16 code unit, as the store has it. */
export const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const writeMarker = (key: string): string => Buffer.from(`v1:${key}`, 'utf8').toString('base64')

function readMarker(marker: string): string {
  const text = Buffer.from(marker, 'base64').toString('utf8')
  if (!text.startsWith('v1:')) throw validationError('Invalid Marker.')
  return text.slice('v1:'.length)
}
