/** The policies of a simulation, each with the name that its results show. */
import {
  type CompiledPolicy,
  compilePolicy,
  parsePolicy,
  type PolicyDocument,
  type PolicyKind,
} from '../../../policy/index.ts'
import type { Reader } from '../../../store/index.ts'
import { readIamArn } from '../arns.ts'
import { invalidInput } from '../errors.ts'
import { groupsOf } from '../members.ts'
import type { Holder, HolderKind, UserRecord } from '../model.ts'
import { defaultVersionOf, findPolicy } from '../policies.ts'
import { requireHolder } from '../store.ts'
import { type Extent, statementPositions } from './statement-positions.ts'

export interface Source {
  readonly id: string
  readonly type: 'IAM Policy' | 'Resource Policy'
  readonly compiled: CompiledPolicy
  extents(): readonly Extent[]
}

export function sourceOf(id: string, text: string, kind: PolicyKind = 'identity'): Source {
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw invalidInput(`${id}: ${parsed.problems[0].message}`)
  return {
    id,
    type: kind === 'resource' ? 'Resource Policy' : 'IAM Policy',
    compiled: compilePolicy(parsed.document, { name: id }),
    extents: () => statementPositions(text),
  }
}

export const givenSources = (name: string, texts: readonly string[] = []): readonly Source[] =>
  texts.map((text, index) => sourceOf(`${name}.${index + 1}`, text))

export interface PolicyHolder {
  readonly kind: HolderKind
  readonly holder: Holder
}

/** The user, group or role whose policies are asked about. */
export function requirePolicyHolder(from: Reader, account: string, text: string): PolicyHolder {
  const arn = readIamArn(text)
  if (arn === undefined || !isHolderKind(arn.kind) || arn.account !== account)
    throw invalidInput(`Invalid Entity Arn: ${text} does not clearly define entity type and name.`)
  return { kind: arn.kind, holder: requireHolder(from, arn.kind, account, arn.name) }
}

const isHolderKind = (kind: string): kind is HolderKind => ['role', 'user', 'group'].includes(kind)

export interface HeldPolicy {
  readonly name: string
  /** Absent for inline ones. */
  readonly arn?: string
  readonly kind: HolderKind
  readonly holder: Holder
  readonly text: string
}

/** Inline and managed ones, and those of a user's groups. */
export function policiesHeld(from: Reader, { kind, holder }: PolicyHolder): readonly HeldPolicy[] {
  const groups = kind === 'user' ? groupsOf(from, holder as UserRecord) : []
  const holders = [{ kind, holder }, ...groups.map((group) => ({ kind: 'group' as const, holder: group }))]
  return holders.flatMap((each) => [
    ...each.holder.inlinePolicies.map(({ name, document }) => ({ ...each, name, text: document })),
    ...each.holder.attachedPolicies.flatMap((arn) => {
      const policy = findPolicy(from, holder.account, arn)
      if (policy === undefined) return []
      return [{ ...each, name: policy.name, arn, text: defaultVersionOf(policy).document() }]
    }),
  ])
}

export const heldSources = (from: Reader, who: PolicyHolder): readonly Source[] =>
  policiesHeld(from, who).map(({ arn, kind, holder, name, text }) =>
    sourceOf(arn === undefined ? `${kind}_${holder.name}_${name}` : name, text),
  )

export function boundarySources(from: Reader, { holder }: PolicyHolder): readonly Source[] | undefined {
  if (holder.boundary === undefined) return undefined
  const policy = findPolicy(from, holder.account, holder.boundary)
  return policy === undefined ? [] : [sourceOf(policy.name, defaultVersionOf(policy).document())]
}

export const documentsOf = (sources: readonly Source[]): readonly PolicyDocument[] =>
  sources.map((source) => source.compiled.document)
