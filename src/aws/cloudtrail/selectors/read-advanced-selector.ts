/** Takes one advanced event selector, or refuses it: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html */
import { invalidSelectors } from '../errors.ts'
import { type AdvancedSelector, fieldOperators, type FieldSelector } from './selectors.ts'

const categories = ['Management', 'Data', 'NetworkActivity']

/** The fields, and whether they take `Equals` alone. */
const fields: Readonly<Record<string, 'equals' | 'any'>> = {
  eventCategory: 'equals',
  readOnly: 'equals',
  'resources.type': 'equals',
  eventSource: 'any',
  eventName: 'any',
  eventType: 'any',
  errorCode: 'any',
  vpcEndpointId: 'any',
  sessionCredentialFromConsole: 'any',
  'resources.ARN': 'any',
  'userIdentity.arn': 'any',
}

export function readAdvancedSelector({ Name, FieldSelectors }: AdvancedSelector): AdvancedSelector {
  const names = FieldSelectors.map(({ Field }) => Field)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw invalidSelectors(`Field ${twice} can be given once in a selector.`)
  for (const field of FieldSelectors) checkField(field)
  const category = valuesOf(FieldSelectors, 'eventCategory')
  if (category?.length !== 1 || !categories.includes(category[0]!))
    throw invalidSelectors(`A selector needs one eventCategory, which is one of ${categories.join(', ')}.`)
  if (category[0] === 'Data' && valuesOf(FieldSelectors, 'resources.type')?.length !== 1)
    throw invalidSelectors('A selector of data events needs one resources.type.')
  return { ...(Name !== undefined && { Name }), FieldSelectors: FieldSelectors.map(withoutEmpty) }
}

const valuesOf = (selectors: readonly FieldSelector[], name: string): readonly string[] | undefined =>
  selectors.find(({ Field }) => Field === name)?.Equals

function checkField(selector: FieldSelector): void {
  const { Field } = selector
  const takes = Object.hasOwn(fields, Field) ? fields[Field] : undefined
  if (takes === undefined) throw invalidSelectors(`Field ${Field} is not one that events are selected by.`)
  const used = fieldOperators.filter((operator) => (selector[operator]?.length ?? 0) > 0)
  if (used.length === 0) throw invalidSelectors(`Field ${Field} has no operator.`)
  if (takes === 'equals' && used.some((operator) => operator !== 'Equals'))
    throw invalidSelectors(`Field ${Field} takes the operator Equals alone.`)
  if (Field === 'readOnly' && !selector.Equals?.every((value) => value === 'true' || value === 'false'))
    throw invalidSelectors('Field readOnly is true or false.')
}

const withoutEmpty = (selector: FieldSelector): FieldSelector => ({
  Field: selector.Field,
  ...Object.fromEntries(
    fieldOperators.flatMap((operator) => {
      const values = selector[operator]
      return values === undefined || values.length === 0 ? [] : [[operator, values]]
    }),
  ),
})
