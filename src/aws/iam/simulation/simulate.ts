/** What the engine would decide on calls that nobody makes, with the statements that would decide. */
import { parseArn } from '../../../arn/index.ts'
import {
  type ContextKeys,
  contextOf,
  type Decision,
  explain,
  type Explanation,
  type PolicySet,
  type Principal,
} from '../../../policy/index.ts'
import { invalidInput } from '../errors.ts'
import { byPosition, type PageInput, pageOf } from '../paging.ts'
import { contextKeysOf, keysOfStatement } from './context-keys.ts'
import { documentsOf, type Source, sourceOf } from './sources.ts'

export interface SimulationInput extends PageInput {
  readonly ActionNames: readonly string[]
  readonly ResourceArns?: readonly string[]
  readonly ResourcePolicy?: string
  readonly ResourceOwner?: string
  readonly ContextEntries?: readonly {
    readonly ContextKeyName?: string
    readonly ContextKeyValues?: readonly string[]
    readonly ContextKeyType?: string
  }[]
}

export interface Simulated {
  readonly principal: Principal
  readonly identity: readonly Source[]
  readonly boundary?: readonly Source[]
  /** Of the principal's account. */
  readonly serviceControl?: PolicySet['serviceControl']
  /** What the principal itself brings; entries of the request stand above it. */
  readonly context: ContextKeys
}

export function simulate(input: SimulationInput, who: Simulated) {
  const resource =
    input.ResourcePolicy === undefined
      ? undefined
      : sourceOf('ResourcePolicy', input.ResourcePolicy, 'resource')
  const sources = [...who.identity, ...(who.boundary ?? []), ...(resource === undefined ? [] : [resource])]
  const context: ContextKeys = new Map([...who.context, ...entriesOf(input)])
  const owner = parseArn(input.ResourceOwner ?? '')?.account
  const calls = input.ActionNames.flatMap((action) => {
    if (!/^[\w-]+:\w+$/.test(action)) throw invalidInput(`Invalid action name: ${action}`)
    return (input.ResourceArns ?? ['*']).map((name) => ({ action, name }))
  })
  const { items, marks } = pageOf(calls, input, byPosition)
  const results = items.map(({ action, name }) => {
    const explanation = explain({
      principal: who.principal,
      action,
      resource: name,
      resourceAccount: owner,
      context,
      policies: {
        identity: who.identity.map((source) => source.compiled),
        ...(who.boundary && { boundary: who.boundary.map((source) => source.compiled) }),
        ...(resource && { resource: resource.compiled }),
        serviceControl: who.serviceControl,
      },
    })
    return resultOf({
      action,
      name,
      explanation,
      sources,
      context,
      bounded: who.boundary !== undefined,
      levels: who.serviceControl?.length,
    })
  })
  return { EvaluationResults: results, ...marks }
}

interface Outcome {
  readonly action: string
  readonly name: string
  readonly explanation: Explanation
  readonly sources: readonly Source[]
  readonly context: ContextKeys
  readonly bounded: boolean
  /** Of the organization; undefined where no service control policies bear on the account. */
  readonly levels: number | undefined
}

const words = { allow: 'allowed', 'explicit-deny': 'explicitDeny', 'implicit-deny': 'implicitDeny' } as const

function resultOf(outcome: Outcome) {
  const { action, name, explanation } = outcome
  const decision = words[explanation.decision.effect]
  const MatchedStatements = matchedStatements(outcome)
  const missing = missingKeys(outcome)
  const boundary = outcome.bounded
    ? { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allowedByBoundary(explanation) } }
    : {}
  const organizations =
    outcome.levels === undefined
      ? {}
      : {
          OrganizationsDecisionDetail: {
            AllowedByOrganizations: allowedByOrganizations(explanation, outcome.levels),
          },
        }
  return {
    EvalActionName: action,
    EvalResourceName: name,
    EvalDecision: decision,
    MatchedStatements,
    // Of named resources what is missing is told with them.
    MissingContextValues: name === '*' ? missing : [],
    ...organizations,
    ...boundary,
    ...(name === '*'
      ? {}
      : {
          ResourceSpecificResults: [
            {
              EvalResourceName: name,
              EvalResourceDecision: decision,
              MatchedStatements,
              MissingContextValues: missing,
              ...boundary,
            },
          ],
        }),
  }
}

/** All that say what was decided, not only the first. */
function matchedStatements({ explanation, sources }: Outcome) {
  const effect = effectOf(explanation.decision)
  return ownPolicies(explanation).flatMap(({ policy, statements }) => {
    const source = sources.find(({ id }) => id === policy)
    return statements
      .filter((statement) => statement.applies && statement.effect === effect)
      .map((statement) => {
        const extent = source?.extents()[statement.index]
        return {
          SourcePolicyId: policy,
          SourcePolicyType: source?.type,
          StartPosition: extent?.start,
          EndPosition: extent?.end,
        }
      })
  })
}

const effectOf = ({ effect }: Decision): 'Allow' | 'Deny' | undefined =>
  effect === 'allow' ? 'Allow' : effect === 'explicit-deny' ? 'Deny' : undefined

/** What the organization's policies say is told to nobody but its management account. */
const ownPolicies = ({ policies }: Explanation): Explanation['policies'] =>
  policies.filter(({ policyType }) => policyType !== 'service control policy')

function allowedByOrganizations({ policies }: Explanation, levels: number): boolean {
  const applied = policies
    .filter(({ policyType }) => policyType === 'service control policy')
    .flatMap(({ level, statements }) =>
      statements.filter(({ applies }) => applies).map(({ effect }) => ({ level, effect })),
    )
  const allowing = new Set(applied.map(({ level }) => level))
  return applied.every(({ effect }) => effect === 'Allow') && allowing.size === levels
}

const allowedByBoundary = ({ policies }: Explanation): boolean => {
  const statements = policies
    .filter(({ policyType }) => policyType === 'permissions boundary')
    .flatMap((policy) => policy.statements.filter((statement) => statement.applies))
  return statements.length > 0 && statements.every(({ effect }) => effect === 'Allow')
}

/** The keys of statements on this action and resource that the request does not have. */
function missingKeys({ context, explanation, sources }: Outcome): readonly string[] {
  const keys = ownPolicies(explanation).flatMap(({ policy, statements }) => {
    const document = sources.find(({ id }) => id === policy)?.compiled.document
    return statements
      .filter(({ parts }) => parts.every(({ part, fits }) => part !== 'action' || fits))
      .flatMap(({ index }) => keysOfStatement(document!.statements[index]!))
  })
  const known = new Set(contextKeysOf(documentsOf(sources)))
  return [...new Set(keys)].filter((key) => known.has(key) && !context.has(key.toLowerCase()))
}

function entriesOf({ ContextEntries = [] }: SimulationInput): ContextKeys {
  return contextOf(
    Object.fromEntries(
      ContextEntries.map(
        ({ ContextKeyName: name, ContextKeyValues: values = [], ContextKeyType: type = '' }) => {
          if (name === undefined) throw invalidInput('A context entry must have a ContextKeyName.')
          if (values.length > 1 && !type.endsWith('List'))
            throw invalidInput(`Context entry ${name} of type ${type} cannot have more than one value.`)
          return [name, values]
        },
      ),
    ),
  )
}
