/** The schema of the chart's `flags`, from the webhook's own table of flags. */
import { flags, type Flag } from '../../src/kubernetes/webhook/index.ts'
import { decidedFlags } from '../../src/kubernetes/install/decided-flags.ts'

export const flagSchema = (): object => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    flags
      .filter(({ name }) => !decidedFlags.some((decided) => decided === name))
      .map((flag) => [flag.name, { ...typeOf(flag), description: flag.meaning }]),
  ),
})

function typeOf({ kind }: Flag): object {
  switch (kind) {
    case 'text':
      return { type: 'string' }
    case 'duration':
      return { type: 'string', pattern: '^([0-9.]+(ns|us|ms|s|m|h))+$' }
    case 'integer':
      return { type: 'integer' }
    case 'boolean':
      return { type: 'boolean' }
  }
}
