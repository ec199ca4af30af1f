/** Reads JSON and says what is wrong with it as Go's decoder does, as far as that can be known from here. */
import { isTooDeep } from '../api/index.ts'
import { hasTooManyValues, valueLimit } from './value-limit.ts'

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string }

export function parseJson(text: string): ParsedJson {
  if (isTooDeep(text)) return { ok: false, problem: 'exceeded max depth' }
  if (hasTooManyValues(text)) return { ok: false, problem: `more than ${valueLimit} values` }
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    return { ok: false, problem: endsEarly(text, error) ? 'unexpected end of JSON input' : 'invalid JSON' }
  }
}

function endsEarly(text: string, error: unknown): boolean {
  const message = error instanceof Error ? error.message : ''
  const position = /at position (\d+)/.exec(message)?.[1]
  return (
    /^unexpected end/i.test(message) || (position !== undefined && Number(position) >= text.trimEnd().length)
  )
}
