/** Units of one parent have different names. */
import type { Reader } from '../../../store/index.ts'
import { duplicateUnit } from '../errors.ts'
import { unitsIn } from '../store.ts'

export function requireFreeName(from: Reader, parent: string, name: string, except?: string): void {
  if (unitsIn(from, parent).some((unit) => unit.name === name && unit.id !== except)) throw duplicateUnit()
}
