/** The code of an MFA device that a user shows with a request: it counts once. */
import type { Call } from '../../protocol/index.ts'
import { codeMissing, codeRefused } from '../errors.ts'
import type { StsNeeds } from '../needs.ts'

export interface SecondFactorInput {
  readonly SerialNumber?: string
  readonly TokenCode?: string
}

/** Whether the caller has shown one; throws when it is not good. Only users have devices here. */
export async function showsSecondFactor(
  needs: Pick<StsNeeds, 'useMfaCode'>,
  { SerialNumber: serial, TokenCode: code }: SecondFactorInput,
  call: Call,
): Promise<boolean> {
  if (serial === undefined && code === undefined) return false
  if (serial === undefined || code === undefined) throw codeMissing()
  const { principal } = call.caller
  if (principal.kind !== 'user') throw codeRefused()
  const who = { account: principal.account, userId: principal.id }
  if (!(await needs.useMfaCode(who, serial, code))) throw codeRefused()
  return true
}
