/** The files that a kubelet puts into every container: /etc/hosts, /etc/hostname, and where its last words go. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { Mount } from '../plan-mounts.ts'
import type { Container } from '../pods/read-pod.ts'
import type { PodContext } from './context.ts'

export function hostFiles(
  { needs, sandbox, directory, pod, place }: PodContext,
  container: Container,
  terminationLog: string,
): readonly Mount[] {
  if (sandbox === undefined) return []
  const path = textOf(container.object['terminationMessagePath']) ?? ''
  const isElsewhere = path.startsWith('/') && !path.startsWith('/dev/')
  const mounted = isElsewhere ? [{ source: terminationLog, path, readOnly: false }] : []
  if (sandbox.ownIp === undefined) return mounted
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
  return [
    ...mounted,
    { source: join(files, 'hosts'), path: '/etc/hosts', readOnly: false },
    { source: join(files, 'hostname'), path: '/etc/hostname', readOnly: false },
  ]
}
