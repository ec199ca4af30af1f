/** Stands in for node:test, which runs once a process: collects what a test file declares, and runs it to the first failure. */

interface PlainContext {
  readonly name: string
  after(undo: Act): void
}

type Act = () => unknown
type Body = (context: PlainContext) => unknown

const collected: { readonly name: string; readonly body: Body }[] = []

export function test(name: string, body: Body): void {
  collected.push({ name, body })
}

export function describe(_about: string, body: Act): void {
  body()
}

/** Of a file that could not be read to its end. */
export function forgetTests(): void {
  collected.length = 0
}

/** The error of the first test that fails; undefined when all pass. */
export async function firstFailure(): Promise<unknown> {
  for (const { name, body } of collected.splice(0)) {
    const undo: Act[] = []
    try {
      await body({ name, after: (act) => undo.unshift(act) })
    } catch (error) {
      collected.length = 0
      return error ?? 'thrown nothing'
    } finally {
      for (const act of undo) await act()
    }
  }
  return undefined
}
