/** The Dockerfile, as far as it can be held to its word without Docker. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const dockerfile = read('deploy/Dockerfile')
const [, last = ''] = /^FROM \$\{BASE\}$([^]*)/m.exec(dockerfile) ?? []

test('the image runs as a number that is not root, without a shell', () => {
  assert.match(last, /^USER 65532:65532$/m)
  assert.doesNotMatch(last, /^RUN /m)
  assert.match(last, /^ENTRYPOINT \["\/podpass"\]$/m)
  assert.match(dockerfile, /^ARG BASE=gcr\.io\/distroless\/cc-debian12:nonroot$/m)
})

test('every layer that the image copies is laid out by the script, and nothing else is copied', () => {
  const copied = [...last.matchAll(/^COPY --from=build \/image\/(\w+) \/$/gm)].map(([, name]) => name)
  const [, laid = ''] = /^for layer in (.*); do$/m.exec(read('deploy/image/assemble.sh')) ?? []
  assert.deepEqual(copied, laid.split(' '))
  assert.equal([...last.matchAll(/^COPY /gm)].length, copied.length)
})

test('what the build needs is let through to it', () => {
  const allowed = [...read('deploy/Dockerfile.dockerignore').matchAll(/^!(.*)$/gm)].map(([, path]) => path!)
  for (const path of allowed) accessSync(join(root, path))
  const pages = [...read('tools/build-package.ts').matchAll(/'([A-Z]+(?:\.md)?)'/g)].map(([, page]) => page!)
  for (const path of [
    'package.json',
    'package-lock.json',
    'src',
    'tools/build-package.ts',
    'deploy/image',
    ...pages,
  ])
    assert.ok(allowed.includes(path), path)
})

for (const name of ['assemble.sh', 'podpass', 'webhook'])
  test(`deploy/image/${name} can be run`, () => accessSync(join(root, 'deploy/image', name), constants.X_OK))

test('the script is one that a plain shell reads', () => {
  const checked = spawnSync('sh', ['-n', join(root, 'deploy/image/assemble.sh')], { encoding: 'utf8' })
  assert.deepEqual([checked.status, checked.stderr], [0, ''])
})

test('the chart starts the image by the name that it has, where the image has it', () => {
  assert.match(read('deploy/helm/podpass-webhook/templates/deployment.yaml'), /command: \[\/webhook\]/)
  assert.match(read('deploy/image/webhook'), /^#!\/usr\/bin\/node\n/)
  assert.match(read('deploy/image/assemble.sh'), /usr\/bin\/node/)
})
