/** Policies made ready to decide with. */
import type { PolicyDocument } from './document/model.ts'

export interface CompiledPolicy {
  /** The policy's name or ARN. */
  readonly name: string
  readonly document: PolicyDocument
}

export interface CompileOptions {
  /** The policy's name or ARN, as decisions and denials show it. */
  readonly name: string
  /**
   * The unique ids that the policy's principals had when it was written, by ARN. Such a principal is then
   * matched by its id, so that a role deleted and made anew under its old name is not trusted.
   */
  readonly principalIds?: Readonly<Record<string, string>>
}

export function compilePolicy(_document: PolicyDocument, options: CompileOptions): CompiledPolicy {
  throw new Error(`compiling policy ${options.name} is not built yet`)
}
