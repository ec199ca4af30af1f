/** Whether a statement bears on a request: its actions, resources and conditions; its principal is asked elsewhere. */
import { conditionIsMet } from './condition.ts'
import { matches, matchesResource, patternOf } from './pattern.ts'
import { type DocumentJson, listOf, type Question, type StatementJson } from './question.ts'

export function statementBears(
  statement: StatementJson,
  document: DocumentJson,
  question: Question,
): boolean {
  return (
    actionFits(statement, question) &&
    resourceFits(statement, document, question) &&
    conditionsAreMet(statement, document, question)
  )
}

/** Service prefix and name of an action are compared without case; variables are not for actions. */
function actionFits(statement: StatementJson, question: Question): boolean {
  const isNamed = (pattern: string) => {
    const read = patternOf(pattern.toLowerCase(), undefined, question)
    return read !== undefined && matches(read, question.action.toLowerCase())
  }
  if (statement.NotAction !== undefined) return !listOf(statement.NotAction).some(isNamed)
  return listOf(statement.Action).some(isNamed)
}

function resourceFits(statement: StatementJson, document: DocumentJson, question: Question): boolean {
  const isNamed = (text: string) => {
    const pattern = patternOf(text, document.Version, question)
    return pattern !== undefined && matchesResource(pattern, question.resource)
  }
  if (statement.NotResource !== undefined) {
    const hasValue = (text: string) => patternOf(text, document.Version, question) !== undefined
    const spared = listOf(statement.NotResource)
    // What an Allow excludes by a variable without a value is open; then it grants nothing.
    if (statement.Effect === 'Allow' && !spared.every(hasValue)) return false
    return !spared.some(isNamed)
  }
  // A trust policy names no resource: it speaks of the role that holds it.
  if (statement.Resource === undefined) return true
  return listOf(statement.Resource).some(isNamed)
}

function conditionsAreMet(statement: StatementJson, document: DocumentJson, question: Question): boolean {
  for (const [operator, keys] of Object.entries(statement.Condition ?? {}))
    for (const [key, values] of Object.entries(keys)) {
      const wanted = listOf(values).map(String)
      if (!conditionIsMet(operator, key, wanted, question, document.Version)) return false
    }
  return true
}
