/** Lets the service do what it was called for. */
import { filled, type Passage } from '../passage.ts'

export async function invoke(passage: Passage): Promise<string> {
  const handler = filled(passage.handler, 'handler')
  try {
    passage.output = await handler.invoke(filled(passage.input, 'input'), filled(passage.call, 'call'))
  } finally {
    passage.checks.push(...passage.notes.checks)
  }
  return 'done'
}
