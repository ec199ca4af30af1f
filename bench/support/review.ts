/** AdmissionReviews as kube-apiserver sends them for the pods of a Deployment: about 7 KB, two containers and an init container. */
import { placeOf, rolesAmong } from '../webhook/accounts.ts'

/** The nth review; its ServiceAccount has a role when `mutated` is true. `padding` makes the pod that many bytes longer. */
export function makeReview(index: number, mutated: boolean, padding = 0): string {
  const { namespace, name: serviceAccount } = placeOf(index * rolesAmong + (mutated ? 0 : 1))
  return JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: `b0c5f7cc-0000-4000-8000-${String(index).padStart(12, '0')}`,
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      requestKind: { group: '', version: 'v1', kind: 'Pod' },
      requestResource: { group: '', version: 'v1', resource: 'pods' },
      namespace,
      operation: 'CREATE',
      userInfo: {
        username: 'system:serviceaccount:kube-system:replicaset-controller',
        uid: 'a1',
        groups: ['system:serviceaccounts', 'system:authenticated'],
      },
      object: pod(index, namespace, serviceAccount, padding),
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  })
}

const tokenMount = {
  name: 'kube-api-access-56mjg',
  readOnly: true,
  mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
}

const container = (name: string): object => ({
  name,
  image: `registry.example.com/shop/${name}:1.42.0`,
  args: ['--listen=:8080', '--log-level=info', '--config=/etc/shop/config.yaml'],
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  env: Array.from({ length: 12 }, (_, at) => ({ name: `SETTING_${at}`, value: `value-of-setting-${at}` })),
  resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
  volumeMounts: [{ name: 'config', mountPath: '/etc/shop' }, tokenMount],
  livenessProbe: {
    httpGet: { path: '/livez', port: 8080, scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  },
  readinessProbe: {
    httpGet: { path: '/readyz', port: 8080, scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
  securityContext: {
    runAsNonRoot: true,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  },
})

function pod(index: number, namespace: string, serviceAccount: string, padding: number): object {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      generateName: `shop-${index}-6d4b75cb6d-`,
      namespace,
      labels: { app: 'shop', 'pod-template-hash': '6d4b75cb6d', 'app.kubernetes.io/part-of': 'shop' },
      annotations: {
        'prometheus.io/scrape': 'true',
        'checksum/config': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        ...(padding > 0 && { 'example.com/padding': 'x'.repeat(padding) }),
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'shop-6d4b75cb6d',
          uid: 'f1',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: [
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-11-21T10:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:metadata': {
              'f:annotations': { '.': {}, 'f:checksum/config': {} },
              'f:labels': { '.': {}, 'f:app': {} },
            },
            'f:spec': { 'f:containers': {}, 'f:dnsPolicy': {}, 'f:restartPolicy': {} },
          },
        },
      ],
    },
    spec: {
      volumes: [
        { name: 'config', configMap: { name: 'shop', defaultMode: 420 } },
        {
          name: 'kube-api-access-56mjg',
          projected: {
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
              {
                downwardAPI: {
                  items: [
                    { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
                  ],
                },
              },
            ],
            defaultMode: 420,
          },
        },
      ],
      initContainers: [container('migrate')],
      containers: [container('shop'), container('proxy')],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: serviceAccount,
      serviceAccount,
      securityContext: { fsGroup: 1000 },
      schedulerName: 'default-scheduler',
      tolerations: [
        {
          key: 'node.kubernetes.io/not-ready',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        },
        {
          key: 'node.kubernetes.io/unreachable',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        },
      ],
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {},
  }
}
