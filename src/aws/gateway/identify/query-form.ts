/** The parameters of a call that may be one of the query protocol. */
import { type Form, readForm } from '../../protocol/index.ts'
import { readWholeBody } from '../body/read-whole-body.ts'
import type { Passage } from '../passage.ts'

export const isFormPost = ({ request }: Passage): boolean =>
  request.method === 'POST' &&
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type']?.[0] ?? '')

/** Undefined when the request can be no such call, which leaves its body unread. */
export async function readQueryForm(passage: Passage): Promise<Form | undefined> {
  if (passage.form !== undefined) return passage.form
  const { request, query } = passage
  const post = isFormPost(passage)
  if (!post && !/(^|&)Action=/.test(query)) return undefined
  const body = post ? await readWholeBody(passage) : new Uint8Array(0)
  passage.form = readForm({ query, headers: request.headers, body })
  return passage.form
}
