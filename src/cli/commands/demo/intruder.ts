/** A caller with a kubeconfig that is right in all but its token. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from './perform.ts'
import { namespace } from './steps.ts'

/** Asks the API server for the token of a ServiceAccount with a bearer token that nobody gave. */
export const asIntruder = (check: Step['check'], verdict: string): Step => ({
  shown: () =>
    `podpass token create --service-account ${namespace}/reader --kubeconfig intruder.yaml      # with a made-up bearer token`,
  run: (stage) => {
    const good = readFileSync(join(stage.data, 'kubeconfig', 'demo.yaml'), 'utf8')
    const file = stage.file('intruder.yaml', good.replace(/\btoken: .+/, 'token: made-up'))
    return stage.podpass('token', 'create', '--service-account', `${namespace}/reader`, '--kubeconfig', file)
  },
  check,
  verdict,
})
