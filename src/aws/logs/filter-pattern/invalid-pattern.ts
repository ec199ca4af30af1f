/** The refusal of a filter pattern. */

/** A pattern that cannot be read; the message says why. */
export class InvalidPattern extends Error {}

export const invalidPattern = (why: string): InvalidPattern =>
  new InvalidPattern(`Invalid filter pattern: ${why}`)
