/** The oracle: a second evaluator of policies, from AWS's documentation alone; slow, plain, and by another hand than `src/policy`. */
import { closenessOf, isSpared } from './principal.ts'
import {
  type Answer,
  type DocumentJson,
  listOf,
  type PrincipalJson,
  type Question,
  type StatementJson,
} from './question.ts'
import { statementBears } from './statement.ts'

export function answerOf(question: Question): Answer {
  if (isExplicitlyDenied(question)) return 'explicit-deny'
  return isAllowed(question) ? 'allow' : 'implicit-deny'
}

function isExplicitlyDenied(question: Question): boolean {
  const withoutPrincipal = [
    ...question.identity,
    ...(question.boundary ?? []),
    ...(question.session ?? []),
    ...(controlled(question) ? (question.serviceControl ?? []).flat() : []),
    ...(controlled(question) ? (question.resourceControl ?? []).flat() : []),
  ]
  if (withoutPrincipal.some((document) => says('Deny', document, question))) return true
  return bearing('Deny', question.resourcePolicy, question).some((statement) =>
    deniesCaller(statement, question),
  )
}

function deniesCaller(statement: StatementJson, question: Question): boolean {
  if (statement.NotPrincipal !== undefined) {
    // A denial by NotPrincipal always meets a user or role that has a permissions boundary.
    const isEntity = question.caller.kind === 'user' || question.caller.kind === 'role-session'
    if (isEntity && question.boundary !== undefined) return true
    return !isSpared(statement.NotPrincipal, question)
  }
  return closenessOf(statement.Principal ?? {}, question).length > 0
}

/** Organizations' policies do not bear on service-linked roles. */
const controlled = ({ caller }: Question) =>
  caller.kind !== 'role-session' || !caller.roleArn.includes(':role/aws-service-role/')

function isAllowed(question: Question): boolean {
  const { caller } = question
  if (controlled(question) && !everyLevelAllows(question.resourceControl, question)) return false
  if (controlled(question) && !everyLevelAllows(question.serviceControl, question)) return false

  const grants = grantsOfResource(question)
  if (!('account' in caller)) return grants.includes('session') || grants.includes('account')

  const holders = caller.kind === 'root' || someAllows(question.identity, question)
  const limits =
    (question.boundary === undefined || someAllows(question.boundary, question)) &&
    (question.session === undefined || someAllows(question.session, question))
  const sameAccount = (question.resourceAccount ?? caller.account) === caller.account
  if (!sameAccount) return holders && limits && grants.length > 0

  if (grants.includes('session')) return true
  if (grants.includes('entity') && limits) return true
  if (question.resourceRequired === true && grants.length === 0) return false
  return holders && limits
}

/** How closely the statements of the resource's own policy that allow name the caller. */
function grantsOfResource(question: Question) {
  return bearing('Allow', question.resourcePolicy, question).flatMap((statement) => {
    if (statement.NotPrincipal === undefined)
      return closenessOf(letIn(statement.Principal ?? {}, question), question)
    return closenessOf(statement.NotPrincipal, question).length === 0 ? (['session'] as const) : []
  })
}

/** Whether `*` in a trust lets in a stranger on a provider's word is open: here only the provider's name does. */
function letIn(element: PrincipalJson, question: Question): PrincipalJson {
  if (question.isTrust !== true || question.caller.kind !== 'web-identity') return element
  return typeof element === 'string' ? {} : { Federated: element['Federated'] ?? [] }
}

const everyLevelAllows = (levels: readonly (readonly DocumentJson[])[] | undefined, question: Question) =>
  (levels ?? []).every((level) => someAllows(level, question))

const someAllows = (documents: readonly DocumentJson[], question: Question) =>
  documents.some((document) => says('Allow', document, question))

const says = (effect: string, document: DocumentJson, question: Question) =>
  bearing(effect, document, question).length > 0

function bearing(
  effect: string,
  document: DocumentJson | undefined,
  question: Question,
): readonly StatementJson[] {
  if (document === undefined) return []
  return listOf(document.Statement).filter(
    (statement) => statement.Effect === effect && statementBears(statement, document, question),
  )
}
