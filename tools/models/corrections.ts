/** Where AWS itself is known to differ from botocore's description of it; applied when the tables are generated. */
import type { Description, ShapeDescription } from './description.ts'

interface Correction {
  readonly service: string
  readonly shape: string
  readonly trait: 'min' | 'max' | 'pattern'
  /** What the description says. */
  readonly described: ShapeDescription['min' | 'max' | 'pattern']
  /** What AWS does. */
  readonly real: ShapeDescription['min' | 'max' | 'pattern']
  readonly evidence: string
}

export const corrections: readonly Correction[] = [
  {
    service: 'sts',
    shape: 'sourceIdentityType',
    trait: 'max',
    described: 64,
    real: 256,
    evidence: 'recorded from AssumeRole in eu-central-1, July 2026',
  },
  {
    service: 'eks',
    shape: 'TagMap',
    trait: 'min',
    described: 1,
    real: undefined,
    evidence: 'eksctl 0.231 sends `tags: {}` with CreatePodIdentityAssociation, which AWS takes',
  },
]

/** Throws when a description no longer says what is corrected, so that the table is looked at anew. */
export function correct(service: string, description: Description): Description {
  const shapes = { ...description.shapes }
  for (const { shape, trait, described, real } of corrections.filter((one) => one.service === service)) {
    const before = shapes[shape]
    if (before === undefined || before[trait] !== described)
      throw new Error(
        `${service}: the ${trait} of ${shape} is \`${before?.[trait]}\` where tools/models/corrections.ts expects \`${described}\``,
      )
    shapes[shape] = { ...before, [trait]: real }
  }
  return { ...description, shapes }
}
