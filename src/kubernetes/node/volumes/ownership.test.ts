import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownershipOf } from './ownership.ts'

/** As the kubelet has them: token files, and other files of mode 0644, by what the pod says of its users. */
const cases = [
  { title: 'nothing said', spec: {}, containers: [{}], token: 0o644, file: 0o644, uid: 0 },
  {
    title: 'one user for all',
    spec: { runAsUser: 1000 },
    containers: [{}, {}],
    token: 0o600,
    file: 0o644,
    uid: 1000,
  },
  {
    title: 'a user of the only container',
    spec: {},
    containers: [{ runAsUser: 7 }],
    token: 0o600,
    file: 0o644,
    uid: 7,
  },
  {
    title: 'two users',
    spec: { runAsUser: 1 },
    containers: [{}, { runAsUser: 2 }],
    token: 0o644,
    file: 0o644,
    uid: 0,
  },
  {
    title: 'one container without',
    spec: {},
    containers: [{ runAsUser: 1 }, {}],
    token: 0o644,
    file: 0o644,
    uid: 0,
  },
  { title: 'root by name', spec: { runAsUser: 0 }, containers: [{}], token: 0o600, file: 0o644, uid: 0 },
  { title: 'a group', spec: { fsGroup: 5 }, containers: [{}], token: 0o640, file: 0o644, uid: 0 },
  {
    title: 'a user and a group',
    spec: { runAsUser: 3, fsGroup: 5 },
    containers: [{}],
    token: 0o640,
    file: 0o644,
    uid: 3,
  },
  {
    title: 'a group alone beside a user',
    spec: { runAsGroup: 9 },
    containers: [{}],
    token: 0o644,
    file: 0o644,
    uid: 0,
  },
] as const

for (const { title, spec, containers, token, file, uid } of cases)
  test(`tokens with ${title}`, () => {
    const pod = {
      spec: { securityContext: spec, containers: containers.map((securityContext) => ({ securityContext })) },
    }
    const owned = ownershipOf(pod, (inside) => inside + 1_000_000)
    assert.equal(owned.tokenMode(0o644).toString(8), token.toString(8))
    assert.equal(owned.fileMode(0o644).toString(8), file.toString(8))
    assert.equal(owned.ids?.tokenUid, uid + 1_000_000)
    assert.equal(owned.ids?.uid, 1_000_000)
    assert.equal(owned.ids?.gid, 1_000_000 + ('fsGroup' in spec ? spec.fsGroup : 0))
  })

test('a group of files may read what only the owner could', () => {
  const owned = ownershipOf({ spec: { securityContext: { fsGroup: 5 }, containers: [{}] } })
  assert.equal(owned.fileMode(0o400), 0o440)
  assert.equal(owned.ids, undefined)
})
