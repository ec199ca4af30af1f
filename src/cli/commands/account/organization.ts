/** The organization of this podpass as the commands on accounts ask for it. */
import type { Installation } from '../../installation.ts'
import { callOrganizations, Refusal } from '../../podpass-api.ts'

export interface ListedAccount {
  readonly Id: string
  readonly Arn: string
  readonly Name: string
  readonly Email: string
  readonly Status: string
  readonly Paths: readonly string[]
}

export interface Organization {
  readonly Id: string
  readonly MasterAccountId: string
}

/** Undefined where there is none yet. */
export async function findOrganization(installation: Installation): Promise<Organization | undefined> {
  try {
    const answer = await callOrganizations<{ Organization: Organization }>(
      installation,
      'DescribeOrganization',
      {},
    )
    return answer.Organization
  } catch (error) {
    if (error instanceof Refusal && error.code === 'AWSOrganizationsNotInUseException') return undefined
    throw error
  }
}

/** Makes the first account the management account of an organization, where it is none yet. */
export async function ensureOrganization(installation: Installation): Promise<void> {
  if ((await findOrganization(installation)) !== undefined) return
  await callOrganizations(installation, 'CreateOrganization', { FeatureSet: 'ALL' })
}

/** Every page of a list. */
export async function listAll<Item>(
  installation: Installation,
  operation: string,
  member: string,
  input: object = {},
): Promise<readonly Item[]> {
  const found: Item[] = []
  let NextToken: string | undefined
  do {
    const answer: Readonly<Record<string, unknown>> = await callOrganizations(installation, operation, {
      ...input,
      ...(NextToken !== undefined && { NextToken }),
    })
    found.push(...((answer[member] ?? []) as Item[]))
    NextToken = answer['NextToken'] as string | undefined
  } while (NextToken !== undefined)
  return found
}
