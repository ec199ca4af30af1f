/** What an API server reads from disk: certificates of a CA of its own, keys, tokens; and the administrator's kubeconfig. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLocalCa, type LocalCa } from '../../src/server/certificates/index.ts'

export interface ClusterFiles {
  readonly ca: LocalCa
  readonly adminToken: string
  readonly server: string
  readonly kubeconfig: string
  /** Flags of kube-apiserver that name the files. */
  readonly flags: readonly string[]
}

export async function writeClusterFiles(directory: string, server: string): Promise<ClusterFiles> {
  const ca = await openLocalCa({
    directory: join(directory, 'ca'),
    clock: Date.now,
    commonName: 'kubernetes',
  })
  const serving = await ca.issueServerCertificate({ names: ['localhost', 'kubernetes'], ips: ['127.0.0.1'] })
  const kubeletClient = await ca.issueClientCertificate({
    commonName: 'kube-apiserver-kubelet-client',
    organizations: ['system:masters'],
  })
  const adminToken = randomBytes(24).toString('base64url')
  const write = (name: string, text: string): string => {
    const path = join(directory, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const signingKey = write('service-account.key', newSigningKey())
  return {
    ca,
    adminToken,
    server,
    kubeconfig: write('kubeconfig', JSON.stringify(kubeconfig(server, ca.certificate, adminToken))),
    flags: [
      `--tls-cert-file=${write('serving.crt', serving.cert)}`,
      `--tls-private-key-file=${write('serving.key', serving.key)}`,
      `--kubelet-client-certificate=${write('kubelet-client.crt', kubeletClient.cert)}`,
      `--kubelet-client-key=${write('kubelet-client.key', kubeletClient.key)}`,
      `--client-ca-file=${write('client-ca.crt', ca.certificate)}`,
      `--token-auth-file=${write('tokens.csv', `${adminToken},admin,admin,"system:masters"\n`)}`,
      `--service-account-signing-key-file=${signingKey}`,
      `--service-account-key-file=${signingKey}`,
      `--audit-policy-file=${write('audit-policy.yaml', JSON.stringify(auditPolicy))}`,
      `--audit-log-path=${join(directory, 'audit.log')}`,
    ],
  }
}

const newSigningKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })

/** Whole requests and answers of pods; nothing of tokens, which would stand there as they are. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'RequestResponse', resources: [{ group: '', resources: ['pods'] }], verbs: ['create'] },
    { level: 'Metadata', resources: [{ group: '', resources: ['serviceaccounts/token'] }] },
    { level: 'None' },
  ],
}

const kubeconfig = (server: string, ca: string, token: string): object => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    { name: 'test', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
  ],
  users: [{ name: 'admin', user: { token } }],
  contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
  'current-context': 'test',
})
