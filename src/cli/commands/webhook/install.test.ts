import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { startFakeApiServer } from '../../../kubernetes/api/fake-api-server.test-support.ts'
import { refuse, scratch } from '../../podpass.test-support.ts'

const image = '--image registry.example/hook:1'
const refusals: readonly (readonly [words: string, code: 1 | 2, message: RegExp])[] = [
  ['install', 2, /image\.repository is missing/],
  [`install ${image} --set replicas=0`, 2, /replicas: expected 1 to 100, got 0/],
  [`install ${image} --set replicas`, 2, /--set: expected NAME\.NAME=VALUE/],
  [`install ${image} --set flags.port=1`, 2, /flags\.port is not known/],
  [`install ${image} --certificates vault`, 2, /Allowed choices are self-managed/],
  [`install ${image} --certificates secret`, 2, /certificates\.secretName is missing/],
  [`install ${image} --ca-file /nowhere`, 1, /cannot read `\/nowhere`: ENOENT/],
  [`install ${image} --ca-file package.json`, 1, /holds no certificate/],
  [`install ${image} --values /nowhere`, 1, /cannot read `\/nowhere`/],
  [`install ${image} --namespace Team`, 2, /expected a name of lower case letters/],
  [`install ${image} --timeout soon`, 2, /expected a duration/],
  ['install --image registry.example/Hook:1', 2, /image\.repository: `registry\.example\/Hook` does not fit/],
  ['install --url http://127.0.0.1/mutate', 2, /webhook\.url: `http/],
  [`install ${image} --kubeconfig /nowhere`, 1, /cannot read the kubeconfig/],
  ['upgrade --kubeconfig /nowhere', 1, /cannot read the kubeconfig/],
  ['uninstall --kubeconfig /nowhere', 1, /cannot read the kubeconfig/],
  ['uninstall --image x', 2, /unknown option '--image'/],
]

for (const [words, code, message] of refusals)
  test(`refused: webhook ${words}`, () => refuse(['webhook', ...words.split(' ')], code, message))

test('several kubeconfigs at once are refused', () =>
  refuse(['webhook', 'uninstall'], 2, /names several files/, { env: { KUBECONFIG: '/a:/b' } }))

test('what the cluster says to begin with ends it', async (context) => {
  const { kubeconfig, put } = await openFake(context)
  const words = ['--kubeconfig', kubeconfig]
  await refuse(
    ['webhook', 'upgrade', ...words, '--yes'],
    1,
    /pod-identity-webhook is not installed; podpass webhook install/,
  )
  await refuse(['webhook', 'uninstall', ...words, '--yes'], 1, /pod-identity-webhook is not installed/)
  put({})
  const install = ['webhook', 'install', ...image.split(' '), ...words, '--yes']
  await refuse(
    install,
    1,
    /MutatingWebhookConfiguration pod-identity-webhook of somebody else: take it away first/,
  )
  await refuse(['webhook', 'upgrade', ...words], 1, /was installed by somebody else, who has to change it/)
  put({
    labels: { 'app.kubernetes.io/managed-by': 'podpass' },
    annotations: { 'podpass.dev/installation': '{' },
  })
  await refuse(['webhook', 'uninstall', ...words], 1, /was installed by podpass, who has to take it away/)
  const installation = JSON.stringify({ namespace: 'hooks', values: { image: { repository: 'a/b' } } })
  put({
    labels: { 'app.kubernetes.io/managed-by': 'podpass' },
    annotations: { 'podpass.dev/installation': installation },
  })
  await refuse(install, 1, /is installed in namespace hooks; podpass webhook upgrade changes it/)
  await refuse(
    ['webhook', 'upgrade', ...words, '-n', 'other'],
    1,
    /is in namespace hooks and cannot be moved/,
  )
})

async function openFake(context: TestContext) {
  const api = await startFakeApiServer(context)
  const kubeconfig = join(scratch(context), 'kubeconfig')
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: api.url, 'certificate-authority-data': btoa(api.ca) } }],
      users: [{ name: 'u', user: { token: 't' } }],
    }),
  )
  const put = (metadata: object): void =>
    void api.put('/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/pod-identity-webhook', {
      metadata: { name: 'pod-identity-webhook', ...metadata },
    })
  return { kubeconfig, put }
}
