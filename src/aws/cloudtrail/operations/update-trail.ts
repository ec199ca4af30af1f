/** UpdateTrail: changes what is given of a trail, and leaves the rest. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { ensureSigningKey } from '../digests/signing-key.ts'
import { onTrail } from '../trails/authorize.ts'
import { requireDestination } from '../trails/destination.ts'
import { passLogsRole, requireLogGroup } from '../trails/log-group.ts'
import { settingsOutput } from '../trails/output.ts'
import { checkSettings, readSettings, type SettingsInput } from '../trails/settings.ts'
import { idOf, requireTrailAtHome, trails } from '../trails/store.ts'

export const updateTrail = (context: CloudTrailContext): Operation<SettingsInput> => ({
  authorize: (input, call) => [
    onTrail(context.store, 'UpdateTrail', input.Name, call),
    ...passLogsRole(input, call),
  ],
  invoke: async (input, call) => {
    const { store } = context
    const wanted = readSettings(context, input, requireTrailAtHome(store, input.Name, call))
    checkSettings(wanted)
    await requireDestination(context, wanted)
    await requireLogGroup(context, wanted)
    if (wanted.validated) await ensureSigningKey(context)
    const { result: trail } = await store.write((txn) => {
      const changed = readSettings(context, input, requireTrailAtHome(txn, input.Name, call))
      checkSettings(changed)
      trails(call.account).put(txn, idOf(changed), changed)
      return changed
    })
    return settingsOutput(trail)
  },
})
