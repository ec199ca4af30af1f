/** The condition keys of a call, whoever makes it: how it came, who calls, and what its service adds. */
import type { ContextKeys } from '../../../policy/index.ts'
import type { Caller } from '../../protocol/index.ts'
import { putCallerKeys } from './caller-context.ts'
import { putRequestKeys, type RequestFacts } from './request-context.ts'

/** What the caller's own context says of a key stands above the rest. */
export function contextOfCall(
  facts: RequestFacts,
  caller: Caller,
  ofService: ContextKeys | undefined,
): ContextKeys {
  const keys = new Map<string, readonly string[]>()
  putRequestKeys(keys, facts)
  putCallerKeys(keys, caller, facts.now)
  if (ofService !== undefined) for (const [name, value] of ofService) keys.set(name, value)
  for (const [name, value] of caller.context) keys.set(name, value)
  return keys
}
