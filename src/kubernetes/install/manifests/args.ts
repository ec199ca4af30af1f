/** The webhook's command line: what the installation decides, then the flags as given. */
import { secretName, sorted, type Wish } from './common.ts'

export function argsOf({ values, release }: Wish): readonly string[] {
  const { ports, name, certificates, flags } = values
  return [
    `--port=${ports.https}`,
    `--metrics-port=${ports.metrics}`,
    `--namespace=${release.namespace}`,
    `--service-name=${name}`,
    `--webhook-configuration=${name}`,
    ...(certificates.mode === 'files'
      ? [
          '--certificate-source=files',
          '--tls-cert=/etc/webhook/certs/tls.crt',
          '--tls-key=/etc/webhook/certs/tls.key',
        ]
      : [
          `--certificate-source=${certificates.mode === 'self-managed' ? 'self-managed' : 'secret'}`,
          `--tls-secret=${secretName(values)}`,
        ]),
    `--shutdown-delay=${values.shutdownDelaySeconds}s`,
    ...(values.roleMap.enabled ? ['--watch-config-map=true'] : []),
    ...(values.podIdentities.enabled
      ? ['--watch-container-credentials-config=/etc/webhook/pod-identities/identities.json']
      : []),
    ...sorted(flags).map(([flag, value]) => `--${flag}=${value}`),
  ]
}
