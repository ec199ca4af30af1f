import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findImage, fullNameOf, readImageMap, repositoryOf } from './images.ts'

test('an image is known by its repository, whatever registry of Docker’s and tag', () => {
  for (const [image, repository] of [
    ['busybox', 'busybox'],
    ['docker.io/library/busybox:1.36', 'busybox'],
    ['index.docker.io/amazon/aws-cli@sha256:0', 'amazon/aws-cli'],
    ['localhost:5000/busybox', 'localhost:5000/busybox'],
    ['localhost:5000/busybox:1', 'localhost:5000/busybox'],
  ])
    assert.equal(repositoryOf(image!), repository)
})

test('a status tells an image with its registry and its tag', () => {
  for (const [image, full] of [
    ['busybox', 'docker.io/library/busybox:latest'],
    ['amazon/aws-cli:2', 'docker.io/amazon/aws-cli:2'],
    ['localhost/tool', 'localhost/tool:latest'],
    ['localhost:5000/tool', 'localhost:5000/tool:latest'],
    ['quay.io/curl/curl@sha256:0', 'quay.io/curl/curl@sha256:0'],
  ])
    assert.equal(fullNameOf(image!), full)
})

test('a map names programs with their words; nothing after the sign leaves the command to the container', () => {
  const read = readImageMap(
    '# ours\nexample.com/app=/opt/app --serve\n\nalpine =\nexample.com/*=tool\nexample.com/app:2=two\n',
  )
  assert.ok(read.ok)
  const entrypoint = (image: string) => findImage(read.table, image)?.entrypoint
  assert.deepEqual(entrypoint('example.com/app:1'), ['/opt/app', '--serve'])
  assert.deepEqual(entrypoint('example.com/app:2'), ['two'])
  assert.deepEqual(entrypoint('docker.io/library/alpine:3'), [])
  assert.deepEqual(entrypoint('example.com/other:1'), ['tool'])
  assert.equal(entrypoint('other.com/example.com/x'), undefined)
})

test('a line that is none is named', () => {
  for (const text of ['busybox', '=sh', 'a b=sh'])
    assert.deepEqual(readImageMap(`ok=sh\n${text}`), {
      ok: false,
      problem: `line 2 is not NAME=PROGRAM: \`${text}\``,
    })
})
