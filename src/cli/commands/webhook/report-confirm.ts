/** Asks on the terminal whether owners may be restarted. */
import { createInterface } from 'node:readline/promises'

export async function confirm(count: number): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  // Ctrl-D, and Ctrl-C, are no.
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  try {
    const question = `Restart ${count === 1 ? 'this owner' : `these ${count} owners`}? [y/N] `
    const answer = await Promise.race([terminal.question(question).catch(() => ''), closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
