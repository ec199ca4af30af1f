/** The names of condition operators, with what may stand before and after them. */
import type { ConditionOperator, OperatorName } from '../document/model.ts'
import { operatorNames } from '../document/model.ts'

const known: ReadonlySet<string> = new Set(operatorNames)

/** Reads `ForAllValues:StringLikeIfExists` and the like; undefined when no such operator is known. */
export function readOperator(text: string): ConditionOperator | undefined {
  const set = text.startsWith('ForAllValues:')
    ? 'ForAllValues'
    : text.startsWith('ForAnyValue:')
      ? 'ForAnyValue'
      : undefined
  const bare = set === undefined ? text : text.slice(set.length + 1)
  const ifExists = bare.endsWith('IfExists')
  const name = ifExists ? bare.slice(0, -'IfExists'.length) : bare
  if (!isOperatorName(name)) return undefined
  // Null asks whether the key exists: neither IfExists nor a set of values has a meaning there.
  if (name === 'Null' && (ifExists || set !== undefined)) return undefined
  return { text, name, ifExists, set }
}

const isOperatorName = (text: string): text is OperatorName => known.has(text)
