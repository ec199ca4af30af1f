/** Finds out who calls: verifies the signature, or takes nobody for the caller where AWS does. */
import { arnOf } from '../../../policy/index.ts'
import type { Caller } from '../../protocol/index.ts'
import { anonymous } from '../authenticate/anonymous.ts'
import { authenticateCommon } from '../authenticate/common.ts'
import { authenticateS3 } from '../authenticate/s3.ts'
import { filled, type Passage } from '../passage.ts'

export function authenticate(passage: Passage): string | Promise<string> {
  const service = filled(passage.service, 'service')
  // AWS takes such a call from anyone and does not look at a signature that comes along.
  if (filled(passage.operation, 'operation').authtype === 'none') {
    passage.caller = anonymous
    return 'the operation asks for no signature'
  }
  if (service.family === 's3') return authenticated(passage, authenticateS3(passage))
  const caller = authenticateCommon(passage, service, service.family)
  return caller instanceof Promise
    ? caller.then((found) => authenticated(passage, found))
    : authenticated(passage, caller)
}

function authenticated(passage: Passage, caller: Caller): string {
  passage.caller = caller
  if (caller.principal.kind === 'anonymous') return 'the call is not signed'
  return `signed by ${caller.accessKeyId ?? 'the key'} of ${arnOf(caller.principal)}`
}
