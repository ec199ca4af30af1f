/** What a query says, once read. */

export type Expression =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'period'; readonly count: number; readonly unit: string }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly of: readonly Expression[]
      readonly text: string
    }
  | { readonly kind: 'not' | 'negative'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'operation'
      readonly sign: string
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'in'; readonly of: Expression; readonly list: readonly Expression[] }
  | { readonly kind: 'like'; readonly of: Expression; readonly wanted: Expression }
  | { readonly kind: 'matches'; readonly of: Expression; readonly regex: Regex }

/** As it is written; compiled where it is used. */
export interface Regex {
  readonly source: string
  readonly flags: string
}

/** An expression and what its value is called. */
export interface Named {
  readonly expression: Expression
  readonly name: string
}

export type Command =
  | { readonly kind: 'fields' | 'display'; readonly columns: readonly Named[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | { readonly kind: 'stats'; readonly values: readonly Named[]; readonly by: readonly Named[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'dedup'; readonly keys: readonly Expression[] }
  | {
      readonly kind: 'parse'
      readonly from: Expression
      readonly regex: Regex
      readonly names: readonly string[]
    }

export interface SortKey {
  readonly expression: Expression
  /** As it is written: what stats made goes by that, such as `bin(5m)`. */
  readonly written: string
  readonly descending: boolean
}

export type Query = readonly Command[]
