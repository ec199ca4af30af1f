/** The serving certificate from a Secret that somebody else keeps, as cert-manager does, watched through the API. */
import { follow, type KubernetesClient } from '../../api/index.ts'
import { judgePair } from './judge-pair.ts'
import { decodeSecret, secretsOf, type SecretData } from './secret-data.ts'
import type { CertificateSource, ServingPair, SourceNeeds } from './source.ts'

export interface SecretNeeds extends SourceNeeds {
  readonly client: KubernetesClient
  readonly namespace: string
  readonly name: string
  /** What the certificate must be for. */
  readonly names: readonly string[]
}

export function followSecret(needs: SecretNeeds): CertificateSource {
  const { client, namespace, name, names, now } = needs
  const where = `secret ${namespace}/${name}`
  let pair: ServingPair | undefined
  let bundle: string | undefined
  let problem: string | undefined = `${where} has not been read yet`

  const take = (data: SecretData | undefined): void => {
    const [cert, key] = [data?.['tls.crt'], data?.['tls.key']]
    if (cert === undefined || key === undefined) {
      problem = data === undefined ? `there is no ${where}` : `${where} has no tls.crt and tls.key`
    } else {
      const verdict = judgePair({ cert, key }, now(), names)
      problem = verdict && `${where}: ${verdict}`
      if (verdict === undefined) {
        const isNew = pair?.cert !== cert
        pair = { cert, key }
        bundle = data?.['ca.crt']
        if (isNew) needs.onChange(pair)
      }
    }
    // What was served before goes on being served while it is valid.
    if (problem !== undefined) needs.onProblem(problem)
  }

  void follow<SecretData>(client, {
    ...secretsOf(namespace, name),
    signal: needs.signal,
    pick: decodeSecret,
    onList: (secrets) => take(secrets[0]),
    onChange: (type, secret) => take(type === 'DELETED' ? undefined : secret),
    onProblem: ({ message }) => needs.onProblem(`${where}: ${message}`),
  })
  return {
    current: () => pair,
    bundle: () => bundle,
    notReadyBecause: () => (pair === undefined ? [problem ?? `${where} has no certificate`] : []),
  }
}
