/** What is wrong with a query, and where. */

export interface Span {
  readonly start: number
  readonly end: number
}

export class QueryError extends Error {
  readonly start: number
  readonly end: number

  /** Without words of its own it says what stands there. */
  constructor(query: string, { start, end }: Span, why?: string) {
    const lines = query.slice(0, start).split('\n')
    const place = `line ${lines.length} and position ${lines.at(-1)!.length + 1}`
    const found = query.slice(start, end)
    super(
      why === undefined
        ? `unexpected ${found === '' ? 'end of query found' : `symbol found ${found}`} at ${place}`
        : `${why} at ${place}`,
    )
    this.start = start
    this.end = end
  }
}

/** A part of the language that is not built. */
export class UnbuiltCommand extends Error {}
