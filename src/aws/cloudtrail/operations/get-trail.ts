/** GetTrail: the settings of one trail. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { onTrail } from '../trails/authorize.ts'
import { trailOutput } from '../trails/output.ts'
import { requireTrail } from '../trails/store.ts'

export interface TrailInput {
  /** A name or an ARN. */
  readonly Name: string
}

export const getTrail = ({ store }: CloudTrailContext): Operation<TrailInput> => ({
  authorize: ({ Name }, call) => [onTrail(store, 'GetTrail', Name, call)],
  invoke: ({ Name }, call) => ({ Trail: trailOutput(requireTrail(store, Name, call)) }),
})
