/** The control policies of the organization as the command on them reads and writes them. */
import { parsePolicy } from '../../../policy/index.ts'
import { Failure, WrongUse } from '../../failure.ts'
import type { Installation } from '../../installation.ts'
import { callOrganizations, Refusal } from '../../podpass-api.ts'
import { ensureOrganization, findOrganization, listAll } from './organization.ts'

export const policyTypes = { scp: 'SERVICE_CONTROL_POLICY', rcp: 'RESOURCE_CONTROL_POLICY' } as const

type PolicyType = (typeof policyTypes)[keyof typeof policyTypes]

export interface ControlPolicy {
  readonly Id: string
  readonly Arn: string
  readonly Name: string
  readonly Type: PolicyType
  readonly AwsManaged: boolean
}

export interface PolicyTarget {
  readonly TargetId: string
  readonly Name: string
  readonly Type: string
}

export interface ListedPolicy extends ControlPolicy {
  readonly Targets: readonly PolicyTarget[]
}

export const showTarget = ({ TargetId, Name }: PolicyTarget): string => `${TargetId} (${Name})`

/** What the user calls `root` has an id that nobody remembers. */
export async function resolveTarget(installation: Installation, target: string): Promise<string> {
  if (target !== 'root') {
    if (!/^(?:\d{12}|ou-[0-9a-z-]+|r-[0-9a-z]+)$/.test(target))
      throw new WrongUse(`expected an account, an organizational unit or root, got \`${target}\``)
    return target
  }
  return rootId(installation)
}

async function rootId(installation: Installation): Promise<string> {
  await ensureOrganization(installation)
  const [root] = await listAll<{ Id: string }>(installation, 'ListRoots', 'Roots')
  return root!.Id
}

export async function enableType(installation: Installation, PolicyType: PolicyType): Promise<void> {
  try {
    await callOrganizations(installation, 'EnablePolicyType', {
      RootId: await rootId(installation),
      PolicyType,
    })
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'PolicyTypeAlreadyEnabledException') throw error
  }
}

const byType = (installation: Installation, Filter: PolicyType): Promise<readonly ControlPolicy[]> =>
  listAll<ControlPolicy>(installation, 'ListPolicies', 'Policies', { Filter })

export async function listPolicies(
  installation: Installation,
  target: string | undefined,
): Promise<readonly ListedPolicy[]> {
  if ((await findOrganization(installation)) === undefined) return []
  const targetId = target === undefined ? undefined : await resolveTarget(installation, target)
  const all = await Promise.all(Object.values(policyTypes).map((type) => byType(installation, type)))
  const listed = await Promise.all(
    all.flat().map(async (policy) => ({
      ...policy,
      Targets: await listAll<PolicyTarget>(installation, 'ListTargetsForPolicy', 'Targets', {
        PolicyId: policy.Id,
      }),
    })),
  )
  return targetId === undefined
    ? listed
    : listed.filter(({ Targets }) => Targets.some(({ TargetId }) => TargetId === targetId))
}

/** By id or by name. */
export async function findPolicy(installation: Installation, wanted: string): Promise<ControlPolicy> {
  const all = await Promise.all(Object.values(policyTypes).map((type) => byType(installation, type)))
  const found = all.flat().filter(({ Id, Name }) => Id === wanted || Name === wanted)
  if (found.length === 1) return found[0]!
  throw new Failure(
    found.length === 0
      ? `there is no policy \`${wanted}\``
      : `there is an SCP and an RCP of the name \`${wanted}\`; name one by its id: ${found.map(({ Id }) => Id).join(' or ')}`,
  )
}

/** Makes the policy, or gives the one of its name this text. */
export async function putPolicy(
  installation: Installation,
  wish: { readonly type: PolicyType; readonly name: string; readonly content: string },
): Promise<ControlPolicy> {
  requireGrammar(wish)
  await ensureOrganization(installation)
  const known = (await byType(installation, wish.type)).find(({ Name }) => Name === wish.name)
  const answer = await callOrganizations<{ Policy: { PolicySummary: ControlPolicy } }>(
    installation,
    known === undefined ? 'CreatePolicy' : 'UpdatePolicy',
    known === undefined
      ? { Type: wish.type, Name: wish.name, Description: '', Content: wish.content }
      : { PolicyId: known.Id, Content: wish.content },
  )
  return answer.Policy.PolicySummary
}

/** Organizations only says that something is wrong. */
function requireGrammar({ type, name, content }: Parameters<typeof putPolicy>[1]): void {
  const parsed = parsePolicy(content, type === policyTypes.scp ? 'service-control' : 'resource-control')
  if (parsed.ok) return
  const told = parsed.problems.map(({ path, detail }) => (path === '' ? detail : `${path}: ${detail}`))
  throw new Failure(`policy \`${name}\` is malformed: ${told.join('; ')}`)
}
