/** The files that a kubelet puts into every container: /etc/hosts, /etc/hostname, and where its last words go. */
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { Mount } from '../launch/plan-mounts.ts'
import type { Container } from '../pods/read-pod.ts'
import type { PodContext } from './context.ts'

export function hostFiles(
  context: PodContext,
  container: Container,
  terminationLog: string,
): readonly Mount[] {
  const { needs, sandbox, directory, pod, place } = context
  if (sandbox === undefined && needs.runtime === undefined) return []
  const path = textOf(container.object['terminationMessagePath']) ?? ''
  const isElsewhere = path.startsWith('/') && (needs.runtime !== undefined || !path.startsWith('/dev/'))
  const mounted = isElsewhere ? [{ source: terminationLog, path, readOnly: false }] : []
  if (sandbox?.ownIp === undefined) return mounted
  const files = join(directory, 'etc')
  mkdirSync(files, { recursive: true })
  const { hostname, object } = pod()
  const aliases = listOf(valueAt(object, 'spec', 'hostAliases')).map(
    (alias) => `${textOf(valueAt(alias, 'ip')) ?? ''}\t${listOf(valueAt(alias, 'hostnames')).join('\t')}`,
  )
  const ways = needs.network.doors.flatMap(({ host, names = [] }) => names.map((each) => `${host}\t${each}`))
  writeFileSync(
    join(files, 'hosts'),
    [
      '# Kubernetes-managed hosts file.',
      '127.0.0.1\tlocalhost',
      '::1\tlocalhost ip6-localhost ip6-loopback',
      `${place.podIp}\t${hostname}`,
      ...ways,
      ...(aliases.length === 0 ? [] : ['', '# Entries added by HostAliases.', ...aliases]),
      '',
    ].join('\n'),
  )
  writeFileSync(join(files, 'hostname'), `${hostname}\n`)
  for (const name of ['hosts', 'hostname']) giveTo(context, join(files, name), 0o644)
  return [
    ...mounted,
    { source: join(files, 'hosts'), path: '/etc/hosts', readOnly: false },
    { source: join(files, 'hostname'), path: '/etc/hostname', readOnly: false },
  ]
}

/** Where whoever the container runs as may keep what is his own. */
export function homeOf(context: PodContext, container: string): string {
  const home = join(context.directory, 'home', container)
  mkdirSync(home, { recursive: true })
  giveTo(context, home, 0o777)
  return home
}

/** An empty file for the container's last words. */
export function terminationLogOf(context: PodContext, container: string): string {
  const path = join(context.directory, 'termination', container)
  mkdirSync(join(context.directory, 'termination'), { recursive: true })
  writeFileSync(path, '')
  giveTo(context, path, 0o666)
  return path
}

/** It is the root's of the pod. */
export function giveTo({ outside }: PodContext, path: string, mode: number): void {
  if (outside !== undefined) chownSync(path, outside(0), outside(0))
  chmodSync(path, mode)
}
