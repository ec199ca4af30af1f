/** Whether selectors ask for an event: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html */
import type { TrailEvent } from '../needs.ts'
import {
  type AdvancedSelector,
  type BasicSelector,
  fieldOperators,
  type FieldOperator,
  type FieldSelector,
  type Selectors,
} from './selectors.ts'

export const selects = ({ kind, selectors }: Selectors, event: TrailEvent): boolean =>
  kind === 'basic'
    ? selectors.some((selector) => selectsBasic(selector, event))
    : selectors.some((selector) => selectsAdvanced(selector, event))

/** Whether data events can be asked for at all: those of S3 are not made for nobody. */
export const selectsDataEvents = ({ kind, selectors }: Selectors): boolean =>
  kind === 'basic'
    ? selectors.some(({ DataResources }) => DataResources.length > 0)
    : selectors.some(({ FieldSelectors }) =>
        FieldSelectors.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes('Data')),
      )

function selectsBasic(selector: BasicSelector, event: TrailEvent): boolean {
  const { ReadWriteType: type } = selector
  if (type !== 'All' && (type === 'ReadOnly') !== (event['readOnly'] === true)) return false
  if (event['eventCategory'] !== 'Data')
    return (
      selector.IncludeManagementEvents && !selector.ExcludeManagementEventSources.includes(event.eventSource)
    )
  return selector.DataResources.some(({ Type, Values }) =>
    arnsOf(event, Type).some((arn) => Values.some((value) => arn.startsWith(value))),
  )
}

const selectsAdvanced = ({ FieldSelectors }: AdvancedSelector, event: TrailEvent): boolean => {
  const type = FieldSelectors.find(({ Field }) => Field === 'resources.type')?.Equals?.[0]
  return FieldSelectors.every((field) => {
    const values = valuesOf(event, field.Field, type)
    return fieldOperators.every((operator) => holds(field, operator, values))
  })
}

type Test = (value: string, wanted: string) => boolean

const tests: Readonly<Record<string, Test>> = {
  Equals: (value, wanted) => value === wanted,
  StartsWith: (value, wanted) => value.startsWith(wanted),
  EndsWith: (value, wanted) => value.endsWith(wanted),
}

/** One of the wanted values is enough; of the unwanted ones there may be none. */
function holds(field: FieldSelector, operator: FieldOperator, values: readonly string[]): boolean {
  const wanted = field[operator]
  if (wanted === undefined) return true
  const negated = operator.startsWith('Not')
  const test = tests[negated ? operator.slice('Not'.length) : operator]!
  return values.some((value) => wanted.some((each) => test(value, each))) !== negated
}

function valuesOf(event: TrailEvent, field: string, type: string | undefined): readonly string[] {
  if (field === 'resources.type') return resourcesOf(event).flatMap((resource) => textsOf(resource['type']))
  if (field === 'resources.ARN') return arnsOf(event, type)
  const value = field.split('.').reduce<unknown>((at, name) => membersOf(at)[name], event)
  return typeof value === 'boolean' ? [String(value)] : textsOf(value)
}

const arnsOf = (event: TrailEvent, type: string | undefined): readonly string[] =>
  resourcesOf(event)
    .filter((resource) => type === undefined || resource['type'] === type)
    .flatMap(({ ARN, ARNPrefix }) => textsOf(ARN ?? ARNPrefix))

const resourcesOf = (event: TrailEvent): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(event['resources']) ? event['resources'].map(membersOf) : []

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const textsOf = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : [])
