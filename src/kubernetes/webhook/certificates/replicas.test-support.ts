/** Replicas of the webhook that keep their own certificates, and an API server's way of calling them. */
import { request } from 'node:https'
import type { TestContext } from 'node:test'
import {
  openReviewListener,
  type ReviewListener,
} from '../../../server/review-listener/open-review-listener.ts'
import { startFakeApiServer, type FakeApiServer } from '../../api/fake-api-server.test-support.ts'
import { listOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { configurations } from './configuration.ts'
import type { Finding } from './finding.ts'
import { followConfiguration, type FollowedConfiguration } from './follow-configuration.ts'
import { keepCertificates, type Keeper } from './keep-certificates.ts'
import { defaultPeriods, type Periods } from './plan-step.ts'
import { namesOfService } from './source.ts'

export const service = { name: 'hook', namespace: 'eks' }
export const secretPath = '/api/v1/namespaces/eks/secrets/hook-certs'
export const configurationPath = `${configurations}/hook`

export interface Replica {
  readonly keeper: Keeper
  readonly listener: ReviewListener
  readonly configuration: FollowedConfiguration
  readonly findings: Finding[]
  readonly problems: string[]
  /** Ends without a word, as kill -9 does. */
  readonly kill: () => Promise<void>
}

export async function startApi(context: TestContext): Promise<FakeApiServer> {
  const fake = await startFakeApiServer(context)
  fake.put(configurationPath, {
    metadata: { name: 'hook' },
    webhooks: [
      { name: 'pods.hook', clientConfig: { service: { ...service, path: '/mutate' } } },
      { name: 'other', clientConfig: { service: { name: 'other', namespace: 'eks' }, caBundle: 'b3RoZXI=' } },
    ],
  })
  return fake
}

export async function startReplica(
  context: TestContext,
  fake: FakeApiServer,
  identity: string,
  periods: Periods = defaultPeriods,
): Promise<Replica> {
  const ending = new AbortController()
  const [findings, problems]: [Finding[], string[]] = [[], []]
  const client = fake.clientWith({})
  const onProblem = (message: string): void => void problems.push(message)
  const listener = await openReviewListener({
    handler: () => Promise.resolve({ status: 200, headers: { connection: 'close' }, body: identity }),
    address: { host: '127.0.0.1', port: 0 },
    onFault: (fault) => onProblem(String(fault)),
  })
  const { signal } = ending
  let wake = (): void => undefined
  const configuration = followConfiguration({
    client,
    name: 'hook',
    signal,
    onChange: () => wake(),
    onProblem,
  })
  const keeper = keepCertificates({
    client,
    service,
    names: namesOfService(service.name, service.namespace),
    secretName: 'hook-certs',
    leaseName: 'hook-certs',
    identity,
    configuration,
    periods,
    signal,
    now: Date.now,
    lookEvery: 50,
    leaseDuration: 600,
    onChange: listener.useCertificate,
    onProblem,
    onFinding: (finding) => findings.push(finding),
  })
  wake = keeper.wake
  const kill = async (): Promise<void> => {
    ending.abort()
    await listener.close(0)
  }
  context.after(kill)
  return { keeper, listener, configuration, findings, problems, kill }
}

export function caBundleOf(configuration: JsonObject | undefined): string {
  const [first] = listOf(configuration?.['webhooks'])
  return Buffer.from(textOf(valueAt(first, 'clientConfig', 'caBundle')) ?? '', 'base64').toString()
}

/** As an API server calls: over a new connection, by the Service's name, trusting the caBundle alone. */
export function callAsApiServer(port: number, caBundle: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: '/mutate',
        method: 'POST',
        servername: 'hook.eks.svc',
        ca: caBundle,
        agent: false,
        // The Service's name is what has to be in the certificate, wherever the connection leads.
        headers: { host: 'hook.eks.svc' },
      },
      (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
      },
    )
    asked.once('error', reject)
    asked.end('{}')
  })
}
