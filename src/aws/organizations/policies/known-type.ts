/** The types of policies that are enforced here; the others would be stored and do nothing, so they are refused by name. */
import { notImplemented } from '../errors.ts'
import { policyTypes, type PolicyType } from '../model.ts'

export function knownType(text: string): PolicyType {
  const type = policyTypes.find((each) => each === text)
  if (type === undefined) throw notImplemented(`the policy type ${text}`)
  return type
}
