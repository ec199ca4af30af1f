/** Reads a body whole and once, within AWS's bound. */
import { BodyTooLarge, readBody } from '../../../kit/index.ts'
import { AwsError } from '../../protocol/index.ts'
import { emptyAnswer } from '../errors/bare-answer.ts'
import type { Passage } from '../passage.ts'
import { hasNoBody } from './has-no-body.ts'

/** What AWS's front ends take of a body that is not a stream. */
export const largestBody = 10_000_000

/** At once where it was read before. */
export function readWholeBody(passage: Passage): Uint8Array | Promise<Uint8Array> {
  if (passage.body !== undefined) return passage.body
  if (passage.stream === undefined && hasNoBody(passage.request)) return (passage.body = new Uint8Array(0))
  return readNow(passage)
}

async function readNow(passage: Passage): Promise<Uint8Array> {
  const announced = Number(passage.request.headers['content-length']?.[0] ?? 0)
  if (announced > largestBody) throw tooLarge(passage)
  const source = passage.stream ?? passage.request.body
  try {
    passage.body = await readBody(source, largestBody)
  } catch (error) {
    if (error instanceof BodyTooLarge) throw tooLarge(passage)
    if (error instanceof AwsError) throw error
    throw new AwsError({
      code: 'IncompleteBody',
      message: 'The request body terminated unexpectedly',
      cause: error,
    })
  }
  return passage.body
}

const tooLarge = (passage: Passage): Error =>
  passage.service?.family === 's3'
    ? new AwsError({ code: 'MaxMessageLengthExceeded', message: 'Your request was too big.' })
    : emptyAnswer(413)
