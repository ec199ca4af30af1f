/** PutEventSelectors: says what a trail holds, in place of what was said before. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { readSelectors, type SelectorsInput } from '../selectors/read-selectors.ts'
import { selectorsOutput } from '../selectors/selectors.ts'
import { onTrail } from '../trails/authorize.ts'
import { idOf, requireTrailAtHome, trails } from '../trails/store.ts'
import { trailArn } from '../trails/trail.ts'

export interface PutEventSelectorsInput extends SelectorsInput {
  readonly TrailName: string
}

export const putEventSelectors = ({ store }: CloudTrailContext): Operation<PutEventSelectorsInput> => ({
  authorize: ({ TrailName }, call) => [onTrail(store, 'PutEventSelectors', TrailName, call)],
  invoke: async (input, call) => {
    const { result: trail } = await store.write((txn) => {
      const found = requireTrailAtHome(txn, input.TrailName, call)
      trails(call.account).put(txn, idOf(found), { ...found, selectors: readSelectors(input) })
      return found
    })
    return { TrailARN: trailArn(trail), ...selectorsOutput(readSelectors(input)) }
  },
})
