/** Looks at the webhook as API servers do: do they trust what is served, and does a call through the Service arrive. */
import { request } from 'node:https'
import type { LookupFunction } from 'node:net'
import { sleep } from '../../api/index.ts'
import { readConfiguration, type ConfiguredWebhook, type ServiceName } from './configuration.ts'
import type { Finding } from './finding.ts'
import type { FollowedConfiguration } from './follow-configuration.ts'
import { isVouchedFor } from './judge-pair.ts'
import type { ServingPair } from './source.ts'

export interface ServiceCheckNeeds {
  readonly service: ServiceName
  readonly configuration: FollowedConfiguration
  readonly current: () => ServingPair | undefined
  readonly signal: AbortSignal
  readonly now: () => number
  /** The start of the repair, where there is somebody who repairs. */
  readonly repair: () => void
  readonly onFinding: (finding: Finding) => void
  readonly every?: number
  /** Finds the Service's address where the name is not in DNS. */
  readonly lookup?: LookupFunction
}

const defaultPause = 60_000
/** Time for the repair, before what is found is called a finding. */
const secondLook = 5000

/** Resolves when the signal is aborted. Never a reason not to be ready: that would take all replicas out at once. */
export async function checkService(needs: ServiceCheckNeeds): Promise<void> {
  const { signal, every = defaultPause } = needs
  while (!signal.aborted) {
    await sleep(every * (0.8 + Math.random() * 0.4), signal)
    if (signal.aborted) return
    if ((await lookOnce(needs)).length === 0) continue
    needs.repair()
    await sleep(Math.min(secondLook, every), signal)
    if (signal.aborted) return
    for (const finding of await lookOnce(needs)) needs.onFinding(finding)
  }
}

export async function lookOnce(needs: ServiceCheckNeeds): Promise<readonly Finding[]> {
  const configuration = needs.configuration.current()
  const pair = needs.current()
  if (configuration === null || configuration === undefined || pair === undefined) return []
  const webhooks = readConfiguration(configuration, needs.service)
  const distrusted = webhooks.filter(
    ({ caBundle }) => caBundle !== '' && !isVouchedFor(pair.cert, caBundle, needs.now()),
  )
  const mismatches = distrusted.map(({ name }): Finding => ({
    kind: 'ca-bundle-mismatch',
    message: `the caBundle of webhook ${name} does not vouch for the certificate that is served: API servers cannot call the webhook`,
  }))
  if (mismatches.length > 0) return mismatches
  const [called] = webhooks
  const problem = called && (await call(called, needs.lookup))
  return problem === undefined
    ? []
    : [
        {
          kind: 'service-unreachable',
          message: `a call to ${called!.url} as API servers make it failed: ${problem}`,
        },
      ]
}

/** What went wrong; undefined when somebody answered whom API servers trust. */
function call({ url, caBundle }: ConfiguredWebhook, lookup?: LookupFunction): Promise<string | undefined> {
  if (!URL.canParse(url)) return Promise.resolve('the configuration has no address')
  return new Promise((resolve) => {
    const options = {
      method: 'GET',
      // Another connection each time, as a new one is what has to work.
      agent: false,
      timeout: 5000,
      ...(caBundle !== '' && { ca: caBundle }),
      ...(lookup !== undefined && { lookup }),
    } as const
    const asked = request(new URL('/livez', url), options, (response) => {
      response.resume()
      const { statusCode = 0 } = response
      resolve(statusCode === 200 ? undefined : `it answered ${statusCode}`)
    })
    asked.once('timeout', () => asked.destroy(new Error('no answer within 5 s')))
    asked.once('error', (error) => resolve(error.message))
    asked.end()
  })
}
