/**
 * Rolls three replicas of the webhook, changes their certificates and restarts the API server under load, again and
 * again, and counts: `node tools/soak-webhook.ts [--minutes 10] [--admissions 20000] [--workers 8] [--reached url|service]`.
 * Ends with 1 when a pod failed that should not have, or came back without its identity.
 */
import { parseArgs } from 'node:util'
import { pathOf, valueAt } from '../src/kubernetes/api/index.ts'
import { openFleet, type Fleet } from '../test/cluster/support/fleet.ts'
import { startLoad } from '../test/cluster/support/load.ts'
import { until, valueOf } from '../test/cluster/support/objects.ts'
import { findPrograms } from './kube-apiserver/programs.ts'
import { startApiServer, type RunningApiServer } from './kube-apiserver/start.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '0' },
    admissions: { type: 'string', default: '20000' },
    workers: { type: 'string', default: '8' },
    reached: { type: 'string', default: 'service' },
  },
})
const found = findPrograms(console.error)
if (!found.ok) {
  console.error(`no API server: ${found.reason}`)
  process.exit(1)
}
const name = 'soak'
const cluster = await startApiServer({ programs: found.programs })
try {
  process.exitCode = await soak(cluster)
} finally {
  await cluster.stop()
}

/** It goes on until both have been reached: so many minutes, and so many admissions. */
async function soak(server: RunningApiServer): Promise<number> {
  const reached = values.reached === 'url' ? 'by URL' : 'by Service'
  const fleet = await openFleet(server, { name, replicas: 3, reached })
  const load = await startLoad(server, {
    namespace: 'load',
    labels: { hook: name },
    workers: Number(values.workers),
  })
  const [started, done] = [performance.now(), { rolls: 0, certificates: 0, restarts: 0 }]
  const minutes = (): number => (performance.now() - started) / 60_000
  const tell = (): void =>
    console.log(
      `${minutes().toFixed(1)} min: ${load.mutated()} admissions, ${load.failed.length} failed, ` +
        `${load.unmutated.length} without identity; ${done.rolls} replicas rolled, ${done.certificates} certificates ` +
        `changed, ${done.restarts} API server restarts (${load.excused()} calls while it was away)`,
    )
  const isWell = (): boolean => load.failed.length + load.unmutated.length === 0
  try {
    await load.more(100)
    for (let round = 1; isWell(); round++) {
      if (minutes() >= Number(values.minutes) && load.mutated() >= Number(values.admissions)) break
      await fleet.roll()
      done.rolls++
      await load.more(200)
      if (reached === 'by Service' && round % 2 === 0) {
        await changeCertificate(server, fleet)
        done.certificates++
      }
      if (round % 5 === 0) {
        load.excuse(true)
        await server.goAway()
        await server.comeBack()
        load.excuse(false)
        done.restarts++
        await load.more(200)
      }
      tell()
    }
  } finally {
    await load.stop()
    await fleet.close()
  }
  tell()
  for (const line of [...load.failed, ...load.unmutated].slice(0, 20)) console.log(line)
  return isWell() ? 0 : 1
}

/** What is no certificate is replaced by one of the same authority, whichever replica holds the Lease. */
async function changeCertificate({ client }: RunningApiServer, fleet: Fleet): Promise<void> {
  const secret = pathOf('secrets', name, 'hook')
  const before = valueAt(valueOf(await client.get(secret)), 'data', 'tls.crt')
  valueOf(await client.patch(secret, { data: { 'tls.crt': Buffer.from('none').toString('base64') } }))
  await until('another certificate', async () => {
    const answer = await client.get(secret)
    const now = answer.ok ? valueAt(answer.value, 'data', 'tls.crt') : undefined
    return now !== undefined && now !== before && now !== Buffer.from('none').toString('base64')
  })
  await until('three replicas are ready', () => fleet.ready() === 3)
}
