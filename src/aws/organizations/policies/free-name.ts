/** Policies of one type have different names. */
import type { Reader } from '../../../store/index.ts'
import { duplicatePolicy } from '../errors.ts'
import { managedPolicies } from '../managed-policies.ts'
import type { PolicyType } from '../model.ts'
import { policies, valuesOf } from '../store.ts'

export function requireFreeName(from: Reader, type: PolicyType, name: string, except?: string): void {
  const taken = [...managedPolicies, ...valuesOf(policies.list(from))].some(
    (policy) => policy.type === type && policy.name === name && policy.id !== except,
  )
  if (taken) throw duplicatePolicy()
}
