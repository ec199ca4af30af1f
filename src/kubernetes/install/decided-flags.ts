/** Flags of the webhook that an installation decides by other values than `flags`. */
export const decidedFlags = [
  'port',
  'metrics-port',
  'namespace',
  'service-name',
  'webhook-configuration',
  'certificate-source',
  'tls-secret',
  'tls-cert',
  'tls-key',
  'shutdown-delay',
  'watch-config-map',
  'watch-container-credentials-config',
  // What it would choose between is named by certificate-source.
  'in-cluster',
] as const
