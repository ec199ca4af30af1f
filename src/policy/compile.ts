/** Policies made ready to decide with. */

export interface CompiledPolicy {
  /** The policy's name or ARN. */
  readonly name: string
}
