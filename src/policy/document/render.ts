/** From a policy document back to JSON, for people and for AWS. */
import type { Condition, PatternElement, PolicyDocument, PrincipalElement, Statement } from './model.ts'

export interface JsonPolicy {
  readonly Version: string
  readonly Id?: string
  readonly Statement: readonly JsonStatement[]
}

export type JsonStatement = Readonly<Record<string, unknown>>

export const renderPolicy = ({ version, id, statements }: PolicyDocument): JsonPolicy => ({
  Version: version,
  ...(id !== undefined && { Id: id }),
  Statement: statements.map(renderStatement),
})

export function renderStatement(statement: Statement): JsonStatement {
  const { sid, effect, principal, action, resource, conditions } = statement
  return {
    ...(sid !== undefined && { Sid: sid }),
    Effect: effect,
    ...(principal && { [principal.negated ? 'NotPrincipal' : 'Principal']: renderPrincipal(principal) }),
    ...renderElement('Action', action),
    ...(resource && renderElement('Resource', resource)),
    ...(conditions.length > 0 && { Condition: renderConditions(conditions) }),
  }
}

const renderElement = (name: string, { negated, patterns }: PatternElement): JsonStatement => ({
  [negated ? `Not${name}` : name]: oneOrMany(patterns),
})

function renderPrincipal({ everyone, aws, service, federated, canonicalUser }: PrincipalElement): unknown {
  const lists = Object.entries({
    AWS: everyone ? ['*', ...aws] : aws,
    Service: service,
    Federated: federated,
    CanonicalUser: canonicalUser,
  })
  return Object.fromEntries(
    lists.filter(([, names]) => names.length > 0).map(([type, names]) => [type, oneOrMany(names)]),
  )
}

/** Each operator once, with its keys in the order of the document. */
function renderConditions(conditions: readonly Condition[]): unknown {
  const operators = new Map<string, Record<string, unknown>>()
  for (const { operator, key, values } of conditions) {
    const keys = operators.get(operator.text) ?? {}
    keys[key] = oneOrMany(values)
    operators.set(operator.text, keys)
  }
  return Object.fromEntries(operators)
}

const oneOrMany = (texts: readonly string[]): unknown => (texts.length === 1 ? texts[0] : texts)
