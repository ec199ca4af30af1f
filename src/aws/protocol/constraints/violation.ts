/** What an input can do against its model, and how AWS puts it. */
import type { Member } from '../model/shape.ts'

export type Constraint =
  | { readonly kind: 'null' }
  | { readonly kind: 'min-length' | 'max-length' | 'min-value' | 'max-value'; readonly limit: number }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** Elements of a list or parts of a map, which AWS names together by all that their shape asks. */
  | { readonly kind: 'elements' | 'keys' | 'values'; readonly constraints: readonly Constraint[] }

export interface Violation {
  /** As AWS writes it, such as `tags.1.member.key`. */
  readonly path: string
  readonly constraint: Constraint
  /** Undefined where it must not be shown or has no plain form. */
  readonly value: string | undefined
  /** The member of the input that it lies in. */
  readonly member: Member
}

export function wordConstraint(constraint: Constraint): string {
  switch (constraint.kind) {
    case 'null':
      return 'Member must not be null'
    case 'min-length':
      return `Member must have length greater than or equal to ${constraint.limit}`
    case 'max-length':
      return `Member must have length less than or equal to ${constraint.limit}`
    case 'min-value':
      return `Member must have value greater than or equal to ${constraint.limit}`
    case 'max-value':
      return `Member must have value less than or equal to ${constraint.limit}`
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${constraint.pattern}`
    case 'enum':
      return `Member must satisfy enum value set: [${constraint.values.join(', ')}]`
    case 'elements':
      return `Member must satisfy constraint: ${wordAll(constraint.constraints)}`
    case 'keys':
      return `Map keys must satisfy constraint: ${wordAll(constraint.constraints)}`
    default:
      return `Map value must satisfy constraint: ${wordAll(constraint.constraints)}`
  }
}

const wordAll = (constraints: readonly Constraint[]): string =>
  `[${constraints.map(wordConstraint).join(', ')}]`

export const failed = (at: string, constraint: string): string =>
  `Value ${at} failed to satisfy constraint: ${constraint}`
