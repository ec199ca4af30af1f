/** The serving certificate by the operator's choice, with all that watches over it. */
import type { KubernetesClient } from '../../api/index.ts'
import { checkService } from './check-service.ts'
import type { ServiceName } from './configuration.ts'
import type { Finding } from './finding.ts'
import { followConfiguration } from './follow-configuration.ts'
import { followFiles } from './follow-files.ts'
import { followSecret } from './follow-secret.ts'
import { keepCertificates, type Keeper } from './keep-certificates.ts'
import { defaultPeriods } from './plan-step.ts'
import { probeLoopback } from './probe-loopback.ts'
import { namesOfService, type CertificateSource, type ServingPair } from './source.ts'

export type CertificateChoice =
  | { readonly kind: 'files'; readonly certFile: string; readonly keyFile: string }
  /** A Secret that somebody else keeps. */
  | { readonly kind: 'secret'; readonly secretName: string }
  /** The replicas keep authority, certificate and caBundle. */
  | { readonly kind: 'self-managed'; readonly secretName: string }

export interface CertificatesNeeds {
  readonly choice: CertificateChoice
  readonly client: KubernetesClient
  readonly service: ServiceName
  /** The MutatingWebhookConfiguration to watch over; none where it is left out. */
  readonly configurationName?: string
  /** Another one in each replica. */
  readonly identity: string
  /** The port that serves the certificate. */
  readonly port: number
  readonly signal: AbortSignal
  readonly now: () => number
  readonly onChange: (pair: ServingPair) => void
  readonly onProblem: (message: string) => void
  readonly onFinding: (finding: Finding) => void
}

export interface Certificates extends Pick<CertificateSource, 'current' | 'notReadyBecause'> {
  /** Lets another replica do what only one does. */
  readonly release: () => Promise<void>
}

/** Throws when files were chosen and cannot be used. */
export function openCertificates(needs: CertificatesNeeds): Certificates {
  const { choice, service, client, signal, configurationName } = needs
  const names = namesOfService(service.name, service.namespace)
  let look = (): Promise<void> => Promise.resolve()
  let wake = (): void => undefined
  const common = {
    signal,
    now: needs.now,
    onProblem: needs.onProblem,
    onChange: (pair: ServingPair) => {
      needs.onChange(pair)
      void look()
    },
  }
  const configuration =
    configurationName === undefined
      ? undefined
      : followConfiguration({ ...common, client, name: configurationName, onChange: () => wake() })

  const open = (): CertificateSource | Keeper => {
    switch (choice.kind) {
      case 'files':
        return followFiles({ ...common, ...choice })
      case 'secret':
        return followSecret({
          ...common,
          client,
          names,
          namespace: service.namespace,
          name: choice.secretName,
        })
      case 'self-managed':
        return keepCertificates({
          ...common,
          client,
          service,
          names,
          secretName: choice.secretName,
          leaseName: choice.secretName,
          identity: needs.identity,
          configuration: configuration ?? nobody,
          periods: defaultPeriods,
          onFinding: needs.onFinding,
        })
    }
  }
  const source = open()
  if ('wake' in source) wake = source.wake
  if (configuration !== undefined)
    void checkService({
      service,
      configuration,
      current: source.current,
      signal,
      now: needs.now,
      repair: () => wake(),
      onFinding: needs.onFinding,
    })
  const probe = probeLoopback({
    port: needs.port,
    source,
    signal,
    // Files may be for whatever name the operator calls the webhook by.
    ...(choice.kind !== 'files' && { serverName: names[2]! }),
  })
  look = probe.look
  if (source.current() !== undefined) void look()
  return {
    current: source.current,
    notReadyBecause: () => {
      const causes = source.notReadyBecause()
      return causes.length > 0 ? causes : probe.notReadyBecause()
    },
    release: () => ('release' in source ? source.release() : Promise.resolve()),
  }
}

/** Where no configuration is watched over, there is none whose caBundle has to be right. */
const nobody = { current: () => null, adopt: () => undefined }
