/** The Kubernetes manifests of the demo's pods, as a user would write them. */

interface PodFacts {
  readonly name: string
  readonly namespace: string
  readonly serviceAccount?: { readonly name: string; readonly roleArn: string }
  readonly command: readonly string[]
}

/** A ServiceAccount with its role, when there is one, and a Pod that runs one command. */
export function podManifest({ name, namespace, serviceAccount, command }: PodFacts): string {
  const documents: object[] = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]
  if (serviceAccount !== undefined) {
    const annotations = { 'eks.amazonaws.com/role-arn': serviceAccount.roleArn }
    documents.push({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: serviceAccount.name, namespace, annotations },
    })
  }
  documents.push({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount.name }),
      containers: [{ name: 'my-aws-cli', image: 'amazon/aws-cli:latest', command }],
      restartPolicy: 'Never',
    },
  })
  // JSON is YAML.
  return documents.map((document) => JSON.stringify(document, undefined, 2)).join('\n---\n')
}
