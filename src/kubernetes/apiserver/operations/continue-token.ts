/** Where the next page of a list begins, as clients carry it: readable by all, so nothing in it is trusted. */
import { isObject } from '../../api/index.ts'
import { badRequest } from '../api-error.ts'

const version = 'meta.k8s.io/v1'

export interface PageStart {
  /** Of the first page. */
  readonly revision: number
  /** The rest of the key of the last object of the page before. */
  readonly after: string
}

export const writeContinue = ({ revision, after }: PageStart): string =>
  Buffer.from(JSON.stringify({ v: version, rv: revision, start: after })).toString('base64url')

/** Undefined where the list begins. */
export function readContinue(text: string, newest: number): PageStart | undefined {
  if (text === '') return undefined
  const { v, rv, start } = parse(text)
  if (v !== version)
    throw refuse(`server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`)
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0 || rv > newest)
    throw refuse('incorrect encoded start resourceVersion')
  if (typeof start !== 'string' || start === '') throw refuse(`encoded start key empty (version ${version})`)
  if (start.split('/').some((step) => step === '' || step === '.' || step === '..')) throw refuse(start)
  // Less than nothing stands for the present.
  return { revision: rv < 0 ? newest : rv, after: start }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  if (!/^[-\w]+={0,2}$/.test(text)) throw refuse('illegal base64 data at input byte 0')
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (isObject(value)) return value
  } catch {
    // Falls through to the refusal: the token is none of ours.
  }
  throw refuse('it holds no JSON object')
}

const refuse = (problem: string): Error =>
  badRequest(`invalid continue token: continue key is not valid: ${problem}`)
