/** Keeps authority, serving certificate and caBundle by itself: one replica at a time writes, all follow one Secret. */
import type { JsonObject, KubernetesClient } from '../../api/index.ts'
import { follow, sleep, textOf, valueAt } from '../../api/index.ts'
import { isInjected, patchBundles, readConfiguration, type ServiceName } from './configuration.ts'
import type { Finding } from './finding.ts'
import type { FollowedConfiguration } from './follow-configuration.ts'
import { judgePair, readCertificates, sameCertificates } from './judge-pair.ts'
import { bundleOf, isOurs, readState, writeState, type KeptState } from './kept-state.ts'
import { holdLease } from './lease.ts'
import { planStep, type Periods } from './plan-step.ts'
import { decodeSecret, encodeSecret, secretsOf } from './secret-data.ts'
import type { CertificateSource, ServingPair, SourceNeeds } from './source.ts'
import { takeStep } from './take-step.ts'

export interface KeeperNeeds extends SourceNeeds {
  readonly client: KubernetesClient
  readonly service: ServiceName
  readonly names: readonly string[]
  readonly secretName: string
  readonly leaseName: string
  /** Another one in each replica. */
  readonly identity: string
  readonly configuration: FollowedConfiguration
  readonly periods: Periods
  /** Milliseconds between two looks when nothing has happened, and those of the Lease. */
  readonly lookEvery?: number
  readonly leaseDuration?: number
  readonly onFinding: (finding: Finding) => void
}

export interface Keeper extends CertificateSource {
  /** Looks at once whether anything has to be done. */
  readonly wake: () => void
  /** Lets the next replica take over. */
  readonly release: () => Promise<void>
}

export function keepCertificates(needs: KeeperNeeds): Keeper {
  const { client, service, secretName, periods, names, signal, now } = needs
  const where = `secret ${service.namespace}/${secretName}`
  const selection = secretsOf(service.namespace, secretName)
  /** Null when there is none, undefined while that is not known. */
  let secret: JsonObject | null | undefined
  let state: KeptState | undefined
  /** Outlives the Secret: who deletes that must not take the trust of every API server away with it. */
  let remembered: KeptState | undefined
  let pair: ServingPair | undefined
  let problem: string | undefined
  let wakeUp = (): void => undefined

  const take = (found: JsonObject | null): void => {
    secret = found
    state = found === null ? undefined : readState(decodeSecret(found))
    remembered = state ?? remembered
    const verdict = state === undefined ? undefined : judgePair(state.serving, now(), names)
    if (state !== undefined && verdict === undefined && state.serving.cert !== pair?.cert) {
      pair = state.serving
      needs.onChange(pair)
    }
    wakeUp()
  }

  const complain = (message: string | undefined): void => {
    if (message !== undefined && message !== problem) needs.onProblem(message)
    problem = message
  }

  const isPublished = (certificate: string): boolean => {
    const configuration = needs.configuration.current()
    // Where there is no configuration nobody calls, and nobody has to be told.
    if (configuration === null) return true
    if (configuration === undefined) return false
    const [wanted] = readCertificates(certificate)
    return readConfiguration(configuration, service).every(({ caBundle }) =>
      readCertificates(caBundle).some((each) => each.fingerprint256 === wanted?.fingerprint256),
    )
  }

  /** Whether something was done, so that it is worth another look. */
  const keepSecret = async (): Promise<boolean> => {
    if (secret === undefined) return false
    if (secret !== null && !isOurs(decodeSecret(secret))) {
      complain(`${where} holds a certificate that somebody else keeps; it is left as it is`)
      return false
    }
    const facts = { now: now(), periods, names, isPublished }
    const step = planStep(remembered, facts)
    if (step === undefined && state !== undefined) return false
    const made =
      step === undefined || remembered === undefined
        ? (remembered ?? (await takeStep('found', undefined, facts)))
        : await takeStep(step, remembered, facts)
    const data = encodeSecret(writeState(made))
    const answer =
      secret === null
        ? await client.create(selection.path, {
            apiVersion: 'v1',
            kind: 'Secret',
            type: 'kubernetes.io/tls',
            metadata: { name: secretName, labels: { 'app.kubernetes.io/managed-by': 'podpass-webhook' } },
            data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null)),
          })
        : // The version makes it fail when another replica was faster.
          await client.patch(`${selection.path}/${encodeURIComponent(secretName)}`, {
            metadata: { resourceVersion: valueAt(secret, 'metadata', 'resourceVersion') },
            data,
          })
    if (answer.ok) {
      complain(undefined)
      take(answer.value)
      return true
    }
    // Another replica was faster; the watch tells what it wrote.
    if (answer.problem.code !== 409) complain(`${where}: ${answer.problem.message}`)
    return false
  }

  const keepBundle = async (): Promise<boolean> => {
    const configuration = needs.configuration.current()
    if (configuration === null || configuration === undefined || state === undefined) return false
    const bundle = bundleOf(state)
    const wrong = readConfiguration(configuration, service).filter(
      ({ caBundle }) => !sameCertificates(caBundle, bundle),
    )
    if (wrong.length === 0) return false
    const name = textOf(valueAt(configuration, 'metadata', 'name')) ?? ''
    if (isInjected(configuration)) {
      complain(`webhook configuration ${name} has its caBundle from cert-manager; it is left as it is`)
      return false
    }
    const answer = await patchBundles(client, configuration, wrong, bundle)
    if (!answer.ok) {
      if (answer.problem.code !== 409 && answer.problem.code !== 422)
        complain(`webhook configuration ${name}: ${answer.problem.message}`)
      return false
    }
    needs.configuration.adopt(answer.value)
    needs.onFinding({
      kind: 'ca-bundle-written',
      message: `the caBundle of ${wrong.map((each) => each.name).join(', ')} in webhook configuration ${name} was brought up to date`,
    })
    return true
  }

  const lease = holdLease({
    client,
    namespace: service.namespace,
    name: needs.leaseName,
    identity: needs.identity,
    duration: needs.leaseDuration ?? 15_000,
    signal,
    onHeld: () => wakeUp(),
    onProblem: needs.onProblem,
  })

  void follow(client, {
    ...selection,
    signal,
    onList: (found) => take(found[0] ?? null),
    onChange: (type, found) => take(type === 'DELETED' ? null : found),
    onProblem: ({ message }) => needs.onProblem(`${where}: ${message}`),
  })

  void (async () => {
    while (!signal.aborted) {
      const woken = new AbortController()
      wakeUp = () => woken.abort()
      try {
        for (let busy = true, rounds = 0; busy && rounds < 20 && lease.isHeld(); rounds++)
          busy = (await keepSecret()) || (await keepBundle())
      } catch (error) {
        complain(`certificates: ${error instanceof Error ? error.message : 'unknown error'}`)
      }
      await sleep(needs.lookEvery ?? 30_000, AbortSignal.any([signal, woken.signal]))
    }
  })()

  return {
    current: () => pair,
    bundle: () => state && bundleOf(state),
    notReadyBecause: () => (pair === undefined ? [problem ?? `there is no certificate in ${where} yet`] : []),
    wake: () => wakeUp(),
    release: lease.release,
  }
}
