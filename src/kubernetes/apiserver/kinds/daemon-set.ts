/** DaemonSets, whose template counts its changes in an annotation. */
import { equalJson, objectOf, valueAt } from '../../api/index.ts'
import type { Strategy } from './strategy.ts'
import { fillSpec, fixedSelector, validateWorkload } from './workload.ts'

export const daemonSetStrategy: Strategy = {
  fill: fillSpec((spec) => {
    const strategy = objectOf(spec['updateStrategy'])
    const type = strategy['type'] || 'RollingUpdate'
    const rolling = objectOf(strategy['rollingUpdate'])
    return {
      updateStrategy: {
        ...strategy,
        type,
        ...(type === 'RollingUpdate' && {
          rollingUpdate: {
            maxUnavailable: rolling['maxUnavailable'] ?? 1,
            maxSurge: rolling['maxSurge'] ?? 0,
          },
        }),
      },
      revisionHistoryLimit: spec['revisionHistoryLimit'] ?? 10,
    }
  }),
  begin: (object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [templateGeneration]: '1' },
    },
    status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  }),
  change: (object, before) => {
    const known = Number(before.metadata.annotations?.[templateGeneration] ?? 1)
    const [now, old] = [object, before].map((each) => valueAt(each, 'spec', 'template'))
    const annotations = {
      ...object.metadata.annotations,
      [templateGeneration]: String(equalJson(now, old) ? known : known + 1),
    }
    return { ...object, metadata: { ...object.metadata, annotations } }
  },
  validate: validateWorkload,
  validateChange: fixedSelector,
  tellsChangesLast: true,
  countsGenerations: true,
}

/** How often the template has changed, as older clients look for it. */
const templateGeneration = 'deprecated.daemonset.template.generation'
