/** The command that mends a pod, and what is to be known before it is run. */
import type { Owner } from './find-owner.ts'
import type { VerdictCode } from './judge-pod.ts'

export interface Mend {
  readonly command?: string
  readonly warning?: string
}

export function mendOf(pod: string, { kind, namespace, name, renews }: Owner, code: VerdictCode): Mend {
  if (code === 'refused-now')
    return { warning: 'a restart would not bring it back: allow the role on the service account first' }
  const deletes = `kubectl delete pod ${pod} -n ${namespace}`
  switch (renews) {
    case 'by-rollout':
      return { command: `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}` }
    case 'when-gone':
      return { command: deletes }
    case 'next-run':
      return { warning: `the next run of cronjob/${name} is made anew; this one is not` }
    case 'never':
      if (kind === 'Job')
        return { command: deletes, warning: 'its run is broken off and may count as failed' }
      if (kind === 'Pod')
        return { command: deletes, warning: 'nothing makes it anew: keep its manifest and create it again' }
      return { command: deletes, warning: `only ${kind} ${name} can say whether it is made anew` }
  }
}
