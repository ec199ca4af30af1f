/** Tells IAM of every signed call, so that it knows when keys, roles and users were last used, and has it write this down. */
import type { Iam, NotedCall } from '../../aws/iam/index.ts'
import type { DecisionRecord } from '../../aws/gateway/index.ts'

const interval = 30_000

/** Undefined for a call that nobody signed. */
export function callOf(record: DecisionRecord): NotedCall | undefined {
  const { caller, time, region, service, operation, authorizations } = record
  if (caller === undefined) return undefined
  const [principalId = ''] = caller.userId.split(':')
  const actions = new Set(authorizations.map(({ action }) => action))
  return {
    at: time,
    region,
    service,
    actions: actions.size > 0 ? [...actions] : [`${service}:${operation}`],
    ...(/^A(RO|ID)A/.test(principalId) && { principalId }),
    ...(caller.accessKeyId?.startsWith('AKIA') === true && { accessKeyId: caller.accessKeyId }),
  }
}

/** Writes what was noted every half minute, and once more when it is stopped: a crash costs no more than that. */
export function writeLastUse(
  lastUse: Iam['lastUse'],
  onFault: (fault: unknown) => void,
): () => Promise<void> {
  let writing: Promise<void> = Promise.resolve()
  const write = (): Promise<void> => (writing = writing.then(() => lastUse.flush()).catch(onFault))
  const timer = setInterval(() => void write(), interval).unref()
  return async () => {
    clearInterval(timer)
    await write()
  }
}
