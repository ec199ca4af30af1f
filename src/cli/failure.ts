/** How a command ends badly: with words for people and no stack. */

/** What was asked could not be done; exit code 1. */
export class Failure extends Error {}

/** What was asked makes no sense; exit code 2. */
export class WrongUse extends Error {}
