/** The service and resource control policies of accounts: kept in the store, compiled once per revision. */
import { compilePolicy, parsePolicy, type CompiledPolicy, type PolicyKind } from '../../policy/index.ts'
import { collection, type Store } from '../../store/index.ts'
import { malformedPolicy } from './errors.ts'

export interface AccountPolicy {
  readonly Name: string
  readonly Document: string
}

export interface AccountPolicies {
  readonly serviceControl: readonly AccountPolicy[]
  readonly resourceControl: readonly AccountPolicy[]
}

/** Ready to decide with, one list a level; absent where an account has none, as outside an organization. */
export interface ControlPolicies {
  readonly serviceControl?: readonly (readonly CompiledPolicy[])[]
  readonly resourceControl?: readonly (readonly CompiledPolicy[])[]
}

const documents = collection<AccountPolicies>('podpass', 'account-policies')
const none: AccountPolicies = { serviceControl: [], resourceControl: [] }

export const readAccountPolicies = (store: Store, account: string): AccountPolicies =>
  documents.get(store, account)?.value ?? none

/** Replaces the lists that are given and leaves the others. Nothing is written when a document is malformed. */
export async function writeAccountPolicies(
  store: Store,
  account: string,
  change: Partial<AccountPolicies>,
): Promise<AccountPolicies> {
  for (const policy of change.serviceControl ?? []) compile(policy, 'service-control')
  for (const policy of change.resourceControl ?? []) compile(policy, 'resource-control')
  const { result } = await store.write((txn) => {
    const policies = { ...(documents.get(txn, account)?.value ?? none), ...change }
    documents.put(txn, account, policies)
    return policies
  })
  return result
}

export function createControlPolicyReader(store: Store): (account: string) => ControlPolicies {
  const compiled = new Map<string, { readonly revision: number; readonly policies: ControlPolicies }>()
  return (account) => {
    const entry = documents.get(store, account)
    if (entry === undefined) return {}
    const known = compiled.get(account)
    if (known?.revision === entry.revision) return known.policies
    const policies = compileAll(entry.value)
    compiled.set(account, { revision: entry.revision, policies })
    return policies
  }
}

const compileAll = ({ serviceControl, resourceControl }: AccountPolicies): ControlPolicies => ({
  ...(serviceControl.length > 0 && {
    serviceControl: [serviceControl.map((policy) => compile(policy, 'service-control'))],
  }),
  ...(resourceControl.length > 0 && {
    resourceControl: [
      [fullAccess(), ...resourceControl.map((policy) => compile(policy, 'resource-control'))],
    ],
  }),
})

/** AWS attaches RCPFullAWSAccess to every account and lets nobody take it away. */
function fullAccess(): CompiledPolicy {
  const Document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
  })
  const parsed = parsePolicy(Document, 'resource')
  if (!parsed.ok) throw new Error(parsed.problems[0].message)
  return compilePolicy(parsed.document, { name: 'RCPFullAWSAccess' })
}

function compile({ Name, Document }: AccountPolicy, kind: PolicyKind): CompiledPolicy {
  const parsed = parsePolicy(Document, kind)
  if (!parsed.ok) throw malformedPolicy(Name, parsed.problems[0].message)
  return compilePolicy(parsed.document, { name: Name })
}
