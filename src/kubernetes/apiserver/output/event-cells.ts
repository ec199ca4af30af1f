/** The row of an event. */
import type { JsonObject } from '../../api/index.ts'
import { textOf, valueAt } from '../../api/index.ts'
import type { Row } from './cells.ts'
import { ageOf } from './human-duration.ts'

export function eventCells(event: JsonObject, now: number): Row {
  const { firstTimestamp, lastTimestamp, eventTime, series, count } = event
  const first = ageOf(firstTimestamp ?? eventTime, now)
  const last =
    series === undefined
      ? lastTimestamp
        ? ageOf(lastTimestamp, now)
        : first
      : ageOf(valueAt(series, 'lastObservedTime'), now)
  const [kind, name] = ['kind', 'name'].map((each) => textOf(valueAt(event, 'involvedObject', each)) ?? '')
  const component = textOf(valueAt(event, 'source', 'component')) || textOf(event['reportingComponent']) || ''
  const host = textOf(valueAt(event, 'source', 'host')) || textOf(event['reportingInstance']) || ''
  return {
    cells: [
      last,
      textOf(event['type']) ?? '',
      textOf(event['reason']) ?? '',
      name === '' ? kind!.toLowerCase() : `${kind!.toLowerCase()}/${name}`,
      textOf(valueAt(event, 'involvedObject', 'fieldPath')) ?? '',
      host === '' ? component : `${component}, ${host}`,
      (textOf(event['message']) ?? '').trim(),
      first,
      Number(valueAt(series, 'count') ?? (count || 1)),
      textOf(valueAt(event, 'metadata', 'name')),
    ],
  }
}
