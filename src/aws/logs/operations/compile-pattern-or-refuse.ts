/** A filter pattern of a call; one that cannot be read is refused with the reason. */
import { invalidParameter } from '../errors.ts'
import { compilePattern, type Match } from '../filter-pattern/compile.ts'
import { InvalidPattern } from '../filter-pattern/invalid-pattern.ts'

export function compilePatternOrRefuse(pattern: string): Match {
  try {
    return compilePattern(pattern)
  } catch (fault) {
    if (fault instanceof InvalidPattern) throw invalidParameter(fault.message)
    throw fault
  }
}
