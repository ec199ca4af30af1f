/** Sizes of a node group that go together. */
import { invalidParameter } from '../errors.ts'
import type { ScalingConfig } from './record.ts'

export function checkScaling({ minSize, maxSize, desiredSize }: ScalingConfig): void {
  if (minSize > maxSize)
    throw invalidParameter(`Minimum capacity ${minSize} can't be greater than maximum size ${maxSize}`)
  if (desiredSize < minSize)
    throw invalidParameter(`desired capacity ${desiredSize} can't be less than minimum size ${minSize}`)
  if (desiredSize > maxSize)
    throw invalidParameter(`desired capacity ${desiredSize} can't be greater than max size ${maxSize}`)
}
