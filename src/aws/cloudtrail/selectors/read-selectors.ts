/** Takes event selectors, or refuses them: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html */
import { invalidSelectors } from '../errors.ts'
import { readAdvancedSelector } from './read-advanced-selector.ts'
import { type AdvancedSelector, type BasicSelector, fieldOperators, type Selectors } from './selectors.ts'

export interface SelectorsInput {
  readonly EventSelectors?: readonly Partial<BasicInput>[]
  readonly AdvancedEventSelectors?: readonly AdvancedSelector[]
}

interface BasicInput {
  readonly ReadWriteType: string
  readonly IncludeManagementEvents: boolean
  readonly DataResources: readonly { readonly Type?: string; readonly Values?: readonly string[] }[]
  readonly ExcludeManagementEventSources: readonly string[]
}

const mostSelectors = 5
const mostResources = 250
const mostConditions = 500

export function readSelectors({
  EventSelectors: basic,
  AdvancedEventSelectors: advanced,
}: SelectorsInput): Selectors {
  if ((basic === undefined) === (advanced === undefined))
    throw invalidSelectors('Give either EventSelectors or AdvancedEventSelectors.')
  return basic === undefined
    ? { kind: 'advanced', selectors: readAdvanced(advanced!) }
    : { kind: 'basic', selectors: readBasic(basic) }
}

function readBasic(given: readonly Partial<BasicInput>[]): readonly BasicSelector[] {
  if (given.length === 0 || given.length > mostSelectors)
    throw invalidSelectors('Specify a valid number of selectors (1 to 5) for your trail.')
  const selectors = given.map(readBasicSelector)
  const values = selectors.flatMap(({ DataResources }) => DataResources.flatMap(({ Values }) => Values))
  if (values.length > mostResources)
    throw invalidSelectors(`A trail can name at most ${mostResources} data resources in all its selectors.`)
  return selectors
}

const readWriteTypes = ['All', 'ReadOnly', 'WriteOnly'] as const

function readBasicSelector(given: Partial<BasicInput>): BasicSelector {
  const readWrite = readWriteTypes.find((type) => type === (given.ReadWriteType ?? 'All'))
  if (readWrite === undefined)
    throw invalidSelectors(
      `ReadWriteType \`${given.ReadWriteType}\` is none of ${readWriteTypes.join(', ')}.`,
    )
  const { IncludeManagementEvents = true, ExcludeManagementEventSources = [] } = given
  const unknown = ExcludeManagementEventSources.find((source) => !excludable.includes(source))
  if (unknown !== undefined)
    throw invalidSelectors(
      `Events of \`${unknown}\` cannot be excluded; those of ${excludable.join(', ')} can.`,
    )
  if (!IncludeManagementEvents && ExcludeManagementEventSources.length > 0)
    throw invalidSelectors('Management events can be excluded only where they are included.')
  return {
    ReadWriteType: readWrite,
    IncludeManagementEvents,
    DataResources: (given.DataResources ?? []).map(readDataResource),
    ExcludeManagementEventSources,
  }
}

const excludable = ['kms.amazonaws.com', 'rdsdata.amazonaws.com']

/** The types that basic selectors know, and what their values begin with. */
const dataResources: Readonly<Record<string, RegExp>> = {
  'AWS::S3::Object': /^arn:[^:]+:s3(?::::?(?:[^/]+\/.*)?)?$/s,
  'AWS::Lambda::Function': /^arn:[^:]+:lambda(?::.+)?$/,
  'AWS::DynamoDB::Table': /^arn:[^:]+:dynamodb(?::.+)?$/,
}

function readDataResource({ Type = '', Values = [] }: BasicInput['DataResources'][number]) {
  const form = Object.hasOwn(dataResources, Type) ? dataResources[Type] : undefined
  if (form === undefined)
    throw invalidSelectors(`Data resources of type \`${Type}\` are not known to event selectors.`)
  const wrong = Values.find((value) => !form.test(value))
  if (wrong !== undefined)
    throw invalidSelectors(
      `Value ${wrong} for DataResources.Values is invalid for resources of type ${Type}.`,
    )
  return { Type, Values }
}

function readAdvanced(given: readonly AdvancedSelector[]): readonly AdvancedSelector[] {
  if (given.length === 0) throw invalidSelectors('Specify at least one advanced event selector.')
  const selectors = given.map(readAdvancedSelector)
  const conditions = selectors
    .flatMap(({ FieldSelectors }) => FieldSelectors)
    .flatMap((field) => fieldOperators.flatMap((operator) => field[operator] ?? []))
  if (conditions.length > mostConditions)
    throw invalidSelectors(`A trail can have at most ${mostConditions} values in all its selectors.`)
  return selectors
}
