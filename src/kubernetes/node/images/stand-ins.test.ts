import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wellKnownImages } from './images.ts'
import { plainStandIns } from './stand-ins.ts'

const registry = '602401143452.dkr.ecr.us-east-1.amazonaws.com'

const pod = {
  metadata: { name: 'aws-node-1' },
  spec: {
    initContainers: [
      { name: 'init', image: `${registry}/amazon-k8s-cni-init:v1`, securityContext: { privileged: true } },
    ],
    containers: [
      {
        name: 'aws-node',
        image: `${registry}/amazon-k8s-cni:v1`,
        command: ['/app/aws-vpc-cni'],
        env: [{ name: 'A', value: 'b' }],
        livenessProbe: { exec: { command: ['/app/grpc-health-probe'] } },
        volumeMounts: [
          { name: 'bin', mountPath: '/host/opt/cni/bin' },
          { name: 'token', mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount' },
        ],
      },
      { name: 'own', image: 'busybox', command: ['sleep', '1'], securityContext: { privileged: true } },
    ],
    volumes: [
      { name: 'bin', hostPath: { path: '/opt/cni/bin' } },
      { name: 'token', projected: {} },
    ],
  },
}

test('what a stand-in cannot do is left out, and what tells of its identity stays', () => {
  const { initContainers, containers } = plainStandIns(pod, wellKnownImages)['spec'] as typeof pod.spec
  const [init, main] = [initContainers[0]!, containers[0]!]
  assert.equal('securityContext' in init, false)
  assert.doesNotMatch(JSON.stringify(init), /sleep/)
  assert.match(JSON.stringify(main), /sleep infinity/)
  assert.equal('livenessProbe' in main, false)
  assert.deepEqual(main.env, [{ name: 'A', value: 'b' }])
  assert.deepEqual(
    main.volumeMounts?.map(({ name }) => name),
    ['token'],
  )
})

test('containers of other images stay as they are', () => {
  const { containers } = plainStandIns(pod, wellKnownImages)['spec'] as typeof pod.spec
  assert.deepEqual(containers[1], pod.spec.containers[1])
})
