/** Where an event stands among the others of its group: by its time, then by when it came. */

export interface Position {
  readonly timestamp: number
  /** Grows with each event that is kept. */
  readonly id: number
}

/** AWS's event ids are numbers of 56 digits with the time in their upper bits. */
const timeShift = 144n
const digits = 56

export const eventIdOf = ({ timestamp, id }: Position): string =>
  ((BigInt(timestamp) << timeShift) | BigInt(id)).toString().padStart(digits, '0')

/** Undefined when the text is no event id. */
export function positionOf(eventId: string): Position | undefined {
  if (!/^\d{56}$/.test(eventId)) return undefined
  const value = BigInt(eventId)
  const timestamp = Number(value >> timeShift)
  const id = Number(value & ((1n << timeShift) - 1n))
  return Number.isSafeInteger(timestamp) && Number.isSafeInteger(id) ? { timestamp, id } : undefined
}

export const comparePositions = (a: Position, b: Position): number => a.timestamp - b.timestamp || a.id - b.id
