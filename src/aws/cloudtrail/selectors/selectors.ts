/** What a trail was told to hold: basic event selectors or advanced ones, never both. */

export type Selectors =
  | { readonly kind: 'basic'; readonly selectors: readonly BasicSelector[] }
  | { readonly kind: 'advanced'; readonly selectors: readonly AdvancedSelector[] }

export interface BasicSelector {
  readonly ReadWriteType: 'ReadOnly' | 'WriteOnly' | 'All'
  readonly IncludeManagementEvents: boolean
  readonly DataResources: readonly { readonly Type: string; readonly Values: readonly string[] }[]
  readonly ExcludeManagementEventSources: readonly string[]
}

export interface AdvancedSelector {
  readonly Name?: string
  readonly FieldSelectors: readonly FieldSelector[]
}

export interface FieldSelector extends Partial<Record<FieldOperator, readonly string[]>> {
  readonly Field: string
}

export const fieldOperators = [
  'Equals',
  'StartsWith',
  'EndsWith',
  'NotEquals',
  'NotStartsWith',
  'NotEndsWith',
] as const
export type FieldOperator = (typeof fieldOperators)[number]

/** Of a trail that was told nothing. */
export const defaultSelectors: Selectors = {
  kind: 'basic',
  selectors: [
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ],
}

/** AWS counts what says the same as the default as none of its own. */
export const hasOwnSelectors = (selectors: Selectors | undefined): boolean =>
  selectors !== undefined && JSON.stringify(selectors) !== JSON.stringify(defaultSelectors)

/** As answers show them. */
export const selectorsOutput = ({ kind, selectors }: Selectors) =>
  kind === 'basic' ? { EventSelectors: selectors } : { AdvancedEventSelectors: selectors }
