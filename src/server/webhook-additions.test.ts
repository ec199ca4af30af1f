import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { makeRoot, newKey } from '../kit/index.ts'
import {
  startFakeApiServer,
  until,
  type FakeApiServer,
} from '../kubernetes/api/fake-api-server.test-support.ts'
import { pathOf } from '../kubernetes/api/index.ts'
import { defaultOptions } from '../kubernetes/webhook/index.ts'
import { openWebhookServer, type WebhookServer } from './webhook-server.ts'
import type { WebhookAdditions } from './webhook-additions.ts'

const host = '127.0.0.1'
const role = 'arn:aws:iam::111122223333:role/web'

async function start(
  context: TestContext,
  fake: FakeApiServer,
  additions: WebhookAdditions,
): Promise<WebhookServer & { readonly page: () => Promise<string> }> {
  const server = await openWebhookServer({
    api: { server: fake.url, ca: fake.ca },
    address: { host, port: 0 },
    metricsAddress: { host, port: 0 },
    certificates: { kind: 'self-managed', secretName: 'hook' },
    service: { name: 'hook', namespace: 'eks' },
    options: {
      ...defaultOptions,
      awsEndpoint: { url: 'https://aws', ca: { configMap: 'ca', key: 'ca.crt', mountPath: '/ca' } },
    },
    additions,
    drain: 0,
    report: () => undefined,
    warn: () => undefined,
  })
  context.after(() => server.close({ drain: 0 }))
  const page = async (): Promise<string> =>
    (await fetch(`http://${host}:${server.metricsPort}/metrics`)).text()
  return { ...server, page }
}

test('the one replica that leads counts pods without their identity', async (t) => {
  const fake = await startFakeApiServer(t)
  fake.put(pathOf('serviceaccounts', 'shop', 'web'), {
    metadata: { namespace: 'shop', name: 'web', annotations: { 'eks.amazonaws.com/role-arn': role } },
  })
  for (const name of ['one', 'two'])
    fake.put(pathOf('pods', 'shop', name), {
      metadata: { namespace: 'shop', name, uid: name },
      spec: { serviceAccountName: 'web', containers: [{ name: 'app' }] },
    })
  const replicas = [
    await start(t, fake, { reportInterval: 50 }),
    await start(t, fake, { reportInterval: 50 }),
  ]
  const counts = async (): Promise<readonly boolean[]> =>
    Promise.all(
      replicas.map(async ({ page }) =>
        (await page()).includes('podpass_webhook_report_pods{finding="not-mutated"} 2'),
      ),
    )
  await until('one has counted', async () => (await counts()).includes(true))
  const [first] = await counts()
  assert.equal((await counts()).filter((each) => each).length, 1)
  const page = await replicas[first === true ? 0 : 1]!.page()
  assert.match(page, /podpass_webhook_report_pods\{finding="role-changed"\} 0/)
  assert.match(page, /podpass_webhook_report\{fact="checked"\} 2/)
  assert.match(page, /podpass_webhook_report\{fact="timestamp_seconds"\} \d{10}/)
})

test('copies of the CA are counted, and nothing is done or shown unless it is asked for', async (t) => {
  const fake = await startFakeApiServer(t)
  fake.put(pathOf('namespaces', '', 'shop'), { metadata: { name: 'shop' } })
  const directory = mkdtempSync(join(tmpdir(), 'podpass-additions-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const caFile = join(directory, 'ca.pem')
  writeFileSync(caFile, await makeRoot({ key: newKey(), commonName: 'test', now: Date.now() }))
  const plain = await start(t, fake, {})
  assert.doesNotMatch(await plain.page(), /ca_copies|trust_checks|report_pods/)
  assert.ok(!fake.requests.some(({ path }) => path.endsWith('/namespaces') || path.endsWith('/pods')))
  const publishing = await start(t, fake, { caFile })
  await until('it is published', async () =>
    (await publishing.page()).includes('podpass_webhook_ca_copies{state="right"} 1'),
  )
  assert.match(await publishing.page(), /podpass_webhook_ca_copies\{state="wanted"\} 1/)
})

test('a check of trust is counted', async (t) => {
  const fake = await startFakeApiServer(t)
  const server = await start(t, fake, { checkTrust: { endpoint: 'http://127.0.0.1:1' } })
  assert.match(await server.page(), /podpass_webhook_trust_checks\{result="warned"\} 0/)
})
