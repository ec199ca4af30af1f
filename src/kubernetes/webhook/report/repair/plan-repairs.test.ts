import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Owner } from '../find-owner.ts'
import type { VerdictCode } from '../judge-pod.ts'
import { mendOf } from '../mend.ts'
import type { Finding } from '../scan-pods.ts'
import { nameOwner, planRepairs } from './plan-repairs.ts'

const owner = (kind: string, renews: Owner['renews'], name = 'x'): Owner => ({
  kind,
  namespace: 'shop',
  name,
  renews,
  path: `/${kind}/${name}`,
})

const finding = (from: Owner, pod: string, code: VerdictCode = 'not-mutated'): Finding => ({
  namespace: 'shop',
  pod,
  uid: pod,
  serviceAccount: 'web',
  owner: from,
  code,
  reason: '',
  containers: [],
})

test('owners are restarted once, in the order of their names, and what nobody makes anew is left', () => {
  const { repairs, left } = planRepairs([
    finding(owner('Deployment', 'by-rollout', 'b'), 'b-1'),
    finding(owner('StatefulSet', 'when-gone', 'a'), 'a-0'),
    finding(owner('Deployment', 'by-rollout', 'b'), 'b-2'),
    finding(owner('CronJob', 'next-run', 'c'), 'c-1'),
    finding(owner('Job', 'never', 'd'), 'd-1'),
    finding(owner('Pod', 'never', 'e'), 'e'),
    finding(owner('Fleet', 'never', 'f'), 'f-1'),
    finding(owner('Deployment', 'by-rollout', 'g'), 'g-1'),
    finding(owner('Deployment', 'by-rollout', 'g'), 'g-2', 'refused-now'),
  ])
  assert.deepEqual(
    repairs.map((repair) => [nameOwner(repair.owner), repair.findings.length]),
    [
      ['statefulset/a in namespace shop', 1],
      ['deployment/b in namespace shop', 2],
    ],
  )
  assert.deepEqual(
    left.map((each) => [each.owner.name, each.because]),
    [
      ['c', 'its next run is made anew; a running one is not broken off'],
      ['d', 'a running job is not broken off'],
      ['e', 'nothing would make it anew'],
      ['f', 'nobody can say whether its controller would make its pods anew'],
      ['g', 'its pods would be refused: the service account does not allow a role that they ask for'],
    ],
  )
})

const mends: readonly (readonly [Owner, VerdictCode, command: string | undefined, warning?: RegExp])[] = [
  [owner('Deployment', 'by-rollout'), 'not-mutated', 'kubectl rollout restart deployment/x -n shop'],
  [owner('DaemonSet', 'by-rollout'), 'role-changed', 'kubectl rollout restart daemonset/x -n shop'],
  [owner('ReplicaSet', 'when-gone'), 'not-mutated', 'kubectl delete pod p -n shop'],
  [owner('CronJob', 'next-run'), 'not-mutated', undefined, /the next run of cronjob\/x/],
  [owner('Job', 'never'), 'not-mutated', 'kubectl delete pod p -n shop', /broken off/],
  [owner('Pod', 'never'), 'not-mutated', 'kubectl delete pod p -n shop', /nothing makes it anew/],
  [owner('Fleet', 'never'), 'not-mutated', 'kubectl delete pod p -n shop', /only Fleet x/],
  [owner('Deployment', 'by-rollout'), 'refused-now', undefined, /would not bring it back/],
]

for (const [from, code, command, warning] of mends)
  test(`${code} of a pod of a ${from.kind} is mended by: ${command}`, () => {
    const mend = mendOf('p', from, code)
    assert.equal(mend.command, command)
    assert.match(mend.warning ?? '', warning ?? /^$/)
  })
