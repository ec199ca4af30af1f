/** Gives a test file a real API server of its own, or one skipped test that says why there is none. */
import { after, test } from 'node:test'
import { findPrograms } from '../../../tools/kube-apiserver/programs.ts'
import {
  startApiServer,
  type ApiServerWish,
  type RunningApiServer,
} from '../../../tools/kube-apiserver/start.ts'

export type Cluster = RunningApiServer

export async function withCluster(
  wish: Omit<ApiServerWish, 'programs'>,
  defineTests: (cluster: Cluster) => Promise<void> | void,
): Promise<void> {
  const found = findPrograms(console.error)
  if (!found.ok) {
    void test('on a real API server', { skip: found.reason })
    return
  }
  const cluster = await startApiServer({ ...wish, programs: found.programs })
  after(() => cluster.stop())
  await defineTests(cluster)
}
