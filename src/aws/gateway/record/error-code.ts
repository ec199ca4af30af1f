/**
 * The error of a call as CloudTrail names it: services of the query protocol by the class of the error,
 * `NoSuchEntityException`, and not by its code, `NoSuchEntity`; a denial is the same in all of them.
 */
import type { Passage, Service } from '../passage.ts'

export function errorCode({ failure }: Passage, { family, model }: Service): string | undefined {
  if (failure?.code === 'AccessDeniedException') return 'AccessDenied'
  if (failure === undefined || family !== 'query') return failure?.code
  return model.error(failure.code)?.shape ?? failure.code
}
