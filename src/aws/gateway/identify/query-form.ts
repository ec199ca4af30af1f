/** The parameters of a call that may be one of the query protocol. */
import { type Form, readForm } from '../../protocol/index.ts'
import { readWholeBody } from '../body/read-whole-body.ts'
import type { Passage } from '../passage.ts'

export const isFormPost = ({ request }: Passage): boolean =>
  request.method === 'POST' &&
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type']?.[0] ?? '')

/** By its outside: its parameters may be broken, and its service unknown. */
export const looksLikeQueryCall = (passage: Passage): boolean =>
  isFormPost(passage) || hasAction(passage.query)

const hasAction = (query: string): boolean => /(^|&)Action=/.test(query)

/** Undefined when the request can be no such call, which leaves its body unread. */
export function readQueryForm(passage: Passage): Form | undefined | Promise<Form> {
  if (passage.form !== undefined) return passage.form
  const post = isFormPost(passage)
  if (!post && !hasAction(passage.query)) return undefined
  const body = post ? readWholeBody(passage) : noBody
  return body instanceof Promise ? body.then((whole) => formOf(passage, whole)) : formOf(passage, body)
}

const noBody = new Uint8Array(0)

const formOf = (passage: Passage, body: Uint8Array): Form =>
  (passage.form = readForm({ query: passage.query, headers: passage.request.headers, body }))
