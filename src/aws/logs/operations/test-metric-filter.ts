/** TestMetricFilter: which of some messages fit a filter pattern. */
import type { Operation } from '../../protocol/index.ts'
import { onAnyGroup } from '../authorize.ts'
import { compilePatternOrRefuse } from './compile-pattern-or-refuse.ts'

export interface TestMetricFilterInput {
  readonly filterPattern: string
  readonly logEventMessages: readonly string[]
}

export interface TestMetricFilterOutput {
  readonly matches: readonly {
    readonly eventNumber: number
    readonly eventMessage: string
    readonly extractedValues: Readonly<Record<string, string>>
  }[]
}

export const testMetricFilter = (): Operation<TestMetricFilterInput, TestMetricFilterOutput> => ({
  authorize: (_, call) => [onAnyGroup('TestMetricFilter', call)],
  invoke: ({ filterPattern, logEventMessages }) => {
    const matches = compilePatternOrRefuse(filterPattern)
    return {
      matches: logEventMessages.flatMap((eventMessage, at) => {
        const extractedValues = matches(eventMessage)
        return extractedValues === undefined ? [] : [{ eventNumber: at + 1, eventMessage, extractedValues }]
      }),
    }
  },
})
