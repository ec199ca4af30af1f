/** Time and chance, which are handed in and never taken from the air. */

/** The present moment in milliseconds since the Unix epoch. */
export type Clock = () => number

/** `length` unpredictable bytes. */
export type Random = (length: number) => Uint8Array

/** Whole seconds since the Unix epoch, as JWT and AWS dates count. */
export const toUnixSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)
