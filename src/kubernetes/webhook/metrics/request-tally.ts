/** Counts and times requests at the cost of a few additions; the text is written when somebody reads it. */

export interface RequestTally {
  readonly observe: (verb: string, path: string, code: number, seconds: number) => void
  /** In Prometheus's text format. */
  readonly page: () => string
}

/** Microseconds: upstream's own, of which the smallest is 125 ms, and those that tell a webhook's answers apart. */
const bounds = [
  100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 125_000, 250_000, 500_000, 1_000_000, 2_000_000,
  4_000_000, 8_000_000,
]

interface Series {
  readonly labels: string
  readonly codes: Map<number, number>
  /** How many lie between a bound and the one before it; those above all bounds come last. */
  readonly between: number[]
  sum: number
  count: number
}

/** Callers give labels of their own choice only, so their number has an end and their text needs no escapes. */
export function createRequestTally(): RequestTally {
  const byVerb = new Map<string, Map<string, Series>>()
  const seriesOf = (verb: string, path: string): Series => {
    const known = byVerb.get(verb)?.get(path)
    if (known !== undefined) return known
    const made: Series = {
      labels: `verb="${verb}",path="${path}"`,
      codes: new Map(),
      between: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
      count: 0,
    }
    byVerb.set(verb, (byVerb.get(verb) ?? new Map<string, Series>()).set(path, made))
    return made
  }
  return {
    observe: (verb, path, code, seconds) => {
      const series = seriesOf(verb, path)
      const microseconds = seconds * 1e6
      let at = 0
      while (at < bounds.length && microseconds > bounds[at]!) at++
      series.between[at]!++
      series.sum += microseconds
      series.count++
      series.codes.set(code, (series.codes.get(code) ?? 0) + 1)
    },
    page: () => {
      const all = [...byVerb.values()].flatMap((those) => [...those.values()])
      return families.map((family) => writeFamily(family, all)).join('')
    },
  }
}

interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly lines: (series: Series) => readonly string[]
}

const families: readonly Family[] = [
  {
    name: 'http_request_count',
    type: 'counter',
    help: 'Counter of requests broken out for each verb, path, and response code.',
    lines: ({ labels, codes }) =>
      [...codes].map(([code, count]) => `http_request_count{${labels},code="${code}"} ${count}`),
  },
  {
    name: 'http_request_latencies',
    type: 'histogram',
    help: 'Response latency distribution in microseconds for each verb and path.',
    lines: ({ labels, between, sum, count }) => {
      let below = 0
      return [
        ...between.map((those, at) => {
          below += those
          return `http_request_latencies_bucket{le="${bounds[at] ?? '+Inf'}",${labels}} ${below}`
        }),
        `http_request_latencies_sum{${labels}} ${sum}`,
        `http_request_latencies_count{${labels}} ${count}`,
      ]
    },
  },
  {
    name: 'http_request_duration_microseconds',
    type: 'summary',
    help: 'Response latency summary in microseconds for each verb and path.',
    lines: ({ labels, sum, count }) => [
      `http_request_duration_microseconds_sum{${labels}} ${sum}`,
      `http_request_duration_microseconds_count{${labels}} ${count}`,
    ],
  },
]

const writeFamily = ({ name, type, help, lines }: Family, all: readonly Series[]): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...all.flatMap(lines), '', ''].join('\n')
