/** The error of a call as CloudTrail names it: services of the query protocol by the class of the error, `NoSuchEntityException`, and not by its code, `NoSuchEntity`. */
import type { Passage, Service } from '../passage.ts'

export function errorCode({ failure }: Passage, { family, model }: Service): string | undefined {
  if (failure === undefined || family !== 'query') return failure?.code
  return model.error(failure.code)?.shape ?? failure.code
}
