/** Tells two answers apart, place by place, and holds what is found against the list of known differences. */
import { isObject, valueAt } from '../../../src/kubernetes/api/index.ts'
import type { Masked } from './mask.ts'

export interface Difference {
  /** The request, then the place within the answer: `GET /api/v1/pods body.items.0.status`. */
  readonly place: string
  readonly real: unknown
  readonly embedded: unknown
}

export interface KnownDifference {
  /** A regular expression of whole places. */
  readonly place: string
  readonly reason: string
}

/** Of two answers that agree in nothing but the request, only their statuses and words are told. */
export function compareAnswers(real: Masked, embedded: Masked, place: string): readonly Difference[] {
  if (real['status'] === embedded['status']) return findDifferences(real, embedded, place)
  const short = ({ status, body }: Masked): unknown => [status, valueAt(body, 'message')]
  return [{ place: `${place}.status`, real: short(real), embedded: short(embedded) }]
}

function findDifferences(real: unknown, embedded: unknown, place: string): readonly Difference[] {
  if (Array.isArray(real) && Array.isArray(embedded) && real.length === embedded.length)
    return real.flatMap((item, index) => findDifferences(item, embedded[index], `${place}.${index}`))
  if (isObject(real) && isObject(embedded))
    return [...new Set([...Object.keys(real), ...Object.keys(embedded)])].flatMap((name) =>
      findDifferences(real[name], embedded[name], `${place}.${name}`),
    )
  return JSON.stringify(real) === JSON.stringify(embedded) ? [] : [{ place, real, embedded }]
}

export const isKnown = ({ place }: Difference, { place: pattern }: KnownDifference): boolean =>
  new RegExp(`^(?:${pattern})$`).test(place)
