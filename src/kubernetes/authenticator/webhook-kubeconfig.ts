/** The kubeconfig that an API server reads for --authentication-token-webhook-config-file. */

export interface WebhookKubeconfigFacts {
  /** As `https://127.0.0.1:21362/authenticate`. */
  readonly url: string
  /** PEM of what the authenticator's certificate leads to. */
  readonly ca: string
}

/** JSON is YAML too, and needs no quoting of ours. */
export const webhookKubeconfig = ({ url, ca }: WebhookKubeconfigFacts): string =>
  `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'aws-iam-authenticator',
          cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
        },
      ],
      users: [{ name: 'apiserver' }],
      contexts: [{ name: 'webhook', context: { cluster: 'aws-iam-authenticator', user: 'apiserver' } }],
      'current-context': 'webhook',
    },
    undefined,
    2,
  )}\n`
