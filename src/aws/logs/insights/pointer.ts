/** What @ptr holds: where one event is found again. */
import { type Position, positionOf } from '../events/position.ts'

export const writePointer = ({
  group,
  eventId,
}: {
  readonly group: string
  readonly eventId: string
}): string => Buffer.from(`${group} ${eventId}`).toString('base64')

/** Undefined when the text is no pointer. */
export function readPointer(
  text: string,
): { readonly group: string; readonly position: Position } | undefined {
  const [group = '', eventId = ''] = Buffer.from(text, 'base64').toString('utf8').split(' ')
  const position = positionOf(eventId)
  return position && { group, position }
}
