/** Every flag of the webhook: its name, its default and what it is for, in one table. */

export interface Flag {
  readonly name: string
  readonly kind: 'text' | 'integer' | 'boolean' | 'duration'
  /** As it would be typed. */
  readonly value: string
  readonly meaning: string
  readonly group: FlagGroup
}

/** `decision` flags change what a pod gets; the others how the server runs. */
export type FlagGroup = 'decision' | 'server' | 'cluster' | 'certificate' | 'ours' | 'ours-server' | 'klog'

type Row = readonly [name: string, kind: Flag['kind'], value: string, meaning: string]

const rows: Readonly<Record<FlagGroup, readonly Row[]>> = {
  server: [
    ['port', 'integer', '443', 'HTTPS port'],
    ['metrics-port', 'integer', '9999', 'plain HTTP port of /metrics'],
    [
      'enable-debugging-handlers',
      'boolean',
      'false',
      'serve /debug/alpha/cache on the metrics port, /debug/alpha/deny and /500 on the other',
    ],
    ['tls-cipher-suites', 'text', '', "Go's names of cipher suites, with commas"],
    ['tls-min-version', 'text', '', '1.0 to 1.3, or VersionTLS10 to VersionTLS13'],
  ],
  cluster: [
    ['kubeconfig', 'text', '', 'which cluster; its own when left out inside of one'],
    ['kube-api', 'text', '', 'URL of the API server, in place of the one in the kubeconfig'],
    ['watch-config-map', 'boolean', 'false', 'take roles from ConfigMap pod-identity-webhook too'],
    [
      'watch-container-credentials-config',
      'text',
      '',
      'file that lists the ServiceAccounts with a Pod Identity association',
    ],
    [
      'service-account-lookup-grace-period',
      'duration',
      '0s',
      'how long a pod waits for a ServiceAccount that is not there',
    ],
    ['resync-period', 'duration', '60s', 'accepted; a watch that misses nothing has nothing to repeat'],
  ],
  certificate: [
    [
      'in-cluster',
      'boolean',
      'true',
      'make and keep the serving certificate in the cluster; false takes it from files',
    ],
    ['tls-cert', 'text', '/etc/webhook/certs/tls.crt', 'serving certificate; read anew when it changes'],
    ['tls-key', 'text', '/etc/webhook/certs/tls.key', 'its key'],
    ['service-name', 'text', 'pod-identity-webhook', "the webhook's Service, which the certificate is for"],
    ['namespace', 'text', 'eks', 'where the Secret and the ConfigMap are'],
    ['tls-secret', 'text', 'pod-identity-webhook', 'the Secret that keeps the certificate'],
    [
      'certificate-source',
      'text',
      '',
      'files, secret (kept by somebody else) or self-managed; when left out as --in-cluster says',
    ],
    [
      'webhook-configuration',
      'text',
      '',
      'MutatingWebhookConfiguration to watch over; pod-identity-webhook where self-managed',
    ],
  ],
  decision: [
    ['annotation-prefix', 'text', 'eks.amazonaws.com', 'prefix of annotations on ServiceAccounts and pods'],
    ['token-audience', 'text', 'sts.amazonaws.com', 'for ServiceAccounts that name none'],
    [
      'token-mount-path',
      'text',
      '/var/run/secrets/eks.amazonaws.com/serviceaccount',
      'where the token appears',
    ],
    ['token-expiration', 'integer', '86400', 'lifetime of tokens in seconds, 600 at least'],
    ['aws-default-region', 'text', '', 'injected as AWS_REGION and AWS_DEFAULT_REGION'],
    ['sts-regional-endpoint', 'boolean', 'false', 'inject AWS_STS_REGIONAL_ENDPOINTS=regional'],
    [
      'compose-role-arn',
      'boolean',
      'false',
      'complete bare role names with the account and partition of the instance',
    ],
    ['container-credentials-audience', 'text', 'pods.eks.amazonaws.com', 'audience of Pod Identity tokens'],
    [
      'container-credentials-token-mount-path',
      'text',
      '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount',
      'where they appear',
    ],
    ['container-credentials-token-volume-name', 'text', 'eks-pod-identity-token', 'their volume'],
    ['container-credentials-token-path', 'text', 'eks-pod-identity-token', 'their file name'],
    [
      'container-credentials-full-uri',
      'text',
      'http://169.254.170.23/v1/credentials',
      'where the Pod Identity agent is',
    ],
  ],
  ours: [
    [
      'upstream-compatible',
      'boolean',
      'false',
      'decide as the upstream webhook where somebody may depend on it',
    ],
    ['aws-account-id', 'text', '', '{account} in roles; with --compose-role-arn the account of bare names'],
    ['aws-partition', 'text', 'aws', 'with --aws-account-id the partition of bare names'],
    [
      'role-arn-template',
      'text',
      '',
      'role of ServiceAccounts that name none; {account}, {namespace} and {name} stand for theirs',
    ],
    [
      'role-arn-template-namespaces',
      'text',
      '',
      'the namespaces in which it counts, with commas; * stands for any text',
    ],
    ['role-session-name-from-pod', 'boolean', 'false', 'inject AWS_ROLE_SESSION_NAME, the name of the pod'],
    ['inject-region-without-role', 'boolean', 'false', 'pods without a role get the region too'],
    ['keep-env-from-region', 'boolean', 'false', 'no region for containers that may have one from envFrom'],
    ['aws-endpoint-url', 'text', '', 'inject AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_STS'],
    [
      'aws-endpoint-ca-config-map',
      'text',
      '',
      "ConfigMap in each namespace with that endpoint's CA, which is mounted and named to SDKs",
    ],
    ['aws-endpoint-ca-key', 'text', 'ca.crt', 'its key'],
    [
      'aws-endpoint-ca-trust-bundle',
      'text',
      '',
      'ClusterTrustBundle with that CA, in the place of a ConfigMap',
    ],
    ['aws-endpoint-ca-mount-path', 'text', '/var/run/secrets/podpass/ca', 'where it appears'],
    [
      'aws-endpoint-ca-variables',
      'text',
      'AWS_CA_BUNDLE,NODE_EXTRA_CA_CERTS',
      'which name it: those, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE',
    ],
    ['no-proxy-for-agent', 'boolean', 'false', 'inject NO_PROXY for the address of the Pod Identity agent'],
    ['warn-fs-group', 'boolean', 'false', 'warn of pods without fsGroup (clusters before 1.19)'],
  ],
  'ours-server': [
    ['bind-address', 'text', '0.0.0.0', 'where both ports listen'],
    [
      'shutdown-delay',
      'duration',
      '8s',
      'how long it serves on after a signal, until the cluster sends reviews elsewhere',
    ],
    [
      'aws-endpoint-ca-file',
      'text',
      '',
      "PEM file of that endpoint's CA, which is published (as ConfigMap podpass-ca.crt unless named) and kept so",
    ],
    [
      'aws-endpoint-ca-namespaces',
      'text',
      '',
      'label selector of the namespaces to which the ConfigMap is published; all when left out',
    ],
    [
      'report-interval',
      'duration',
      '0s',
      'count pods without the identity that they would be given now, so often; 0s for never',
    ],
    ['check-trust', 'boolean', 'false', 'warn of roles whose trust policy does not let the pod in'],
    ['check-trust-issuer', 'text', '', "the cluster's issuer; asked from its API server when left out"],
    ['emit-events', 'boolean', 'false', "write an event to a pod's owner or namespace for each warning"],
  ],
  klog: [
    ['v', 'integer', '0', 'log level: 4 and above log every lookup and request'],
    ['vmodule', 'text', '', 'accepted, without effect'],
    ['logtostderr', 'boolean', 'true', 'accepted, without effect'],
    ['alsologtostderr', 'boolean', 'false', 'accepted, without effect'],
    ['alsologtostderrthreshold', 'text', '', 'accepted, without effect'],
    ['legacy_stderr_threshold_behavior', 'boolean', 'true', 'accepted, without effect'],
    ['log_dir', 'text', '', 'accepted, without effect'],
    ['log_file', 'text', '', 'accepted, without effect'],
    ['log_file_max_size', 'integer', '1800', 'accepted, without effect'],
    ['one_output', 'boolean', 'false', 'accepted, without effect'],
    ['stderrthreshold', 'text', '2', 'accepted, without effect'],
    ['skip_headers', 'boolean', 'false', 'accepted, without effect'],
    ['skip_log_headers', 'boolean', 'false', 'accepted, without effect'],
    ['add_dir_header', 'boolean', 'false', 'accepted, without effect'],
    ['log_backtrace_at', 'text', ':0', 'accepted, without effect'],
  ],
}

export const flags: readonly Flag[] = Object.entries(rows).flatMap(([group, list]) =>
  list.map(([name, kind, value, meaning]) => ({ name, kind, value, meaning, group: group as FlagGroup })),
)

/** What a plan of a pod depends on, without a server or a cluster. */
export const planFlags: readonly Flag[] = flags.filter(
  ({ group }) => group === 'decision' || group === 'ours',
)
