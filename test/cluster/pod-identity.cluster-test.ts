/** EKS Pod Identity on a real API server and on the embedded one: webhook, node, agent and EKS Auth, by the real AWS CLI. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateOpenIDConnectProviderCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts'
import { createClient, listOf, pathOf, textOf, valueAt } from '../../src/kubernetes/api/index.ts'
import { hasAws } from './support/aws.ts'
import { hasKubectl, type Ran } from './support/kubectl.ts'
import { notRoot } from './support/node-intruder.ts'
import { nodeScene } from './support/node-scene.ts'
import { until, valueOf } from './support/objects.ts'
import { deletePod, openPodIdentityScene, podToken } from './support/pod-identity-scene.ts'
import { startPodpass } from './support/program.ts'
import { withCluster } from './support/with-cluster.ts'

/** Without a port, as IAM names providers. */
const issuer = 'https://tokens.example.test/clusters/real'
const audience = 'pods.eks.amazonaws.com'
const invalidToken =
  /\(InvalidTokenException\) when calling the AssumeRoleForPodIdentity operation: The token included in the request is invalid\.$/m

if (!hasAws || !hasKubectl) test('Pod Identity', { skip: 'it needs the AWS CLI and kubectl' })
else
  await withCluster({ issuer }, async (cluster) => {
    const scene = await openPodIdentityScene(cluster)
    const { cloud, admin, node, targets } = scene
    const { account, region } = cloud.server.admin

    for (const target of targets) {
      const { title, client, eksName } = target
      const { podOf, create, phase, said } = nodeScene(target)
      const ask = (token: string, name = eksName): Promise<Ran> => {
        const words = ['assume-role-for-pod-identity', '--cluster-name', name, '--token', token]
        return node.run('aws', ['eks-auth', ...words, '--output', 'json'])
      }
      const refused = async (token: string, text: RegExp, name?: string): Promise<void> => {
        const { code, stderr } = await ask(token, name)
        assert.deepEqual([code === 0, text.test(stderr)], [false, true], stderr)
      }
      /** The code of what the API server answers to whoever comes with a token: 201 where it knows them. */
      const knownAs = async (token: string): Promise<number> => {
        const { server, ca } = client
        const own = createClient({ server, ca, token: () => token })
        const kind = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
        const answer = await own.create('/apis/authentication.k8s.io/v1/selfsubjectreviews', kind)
        own.close()
        return answer.ok ? answer.status : answer.problem.code
      }

      test(`${title}: EKS tells the endpoint and the issuer of the cluster`, async () => {
        const { cluster: told } = await admin.aws('eks', 'describe-cluster', '--name', eksName)
        assert.equal(valueAt(told, 'endpoint'), client.server)
        assert.equal(valueAt(told, 'status'), 'ACTIVE')
        if (title === 'real') assert.equal(valueAt(told, 'identity', 'oidc', 'issuer'), issuer)
      })

      test(
        `${title}: the AWS CLI in a pod is the role of its association, by the agent at 169.254.170.23`,
        { skip: notRoot },
        async () => {
          const query = ['--query', 'Arn', '--output', 'text']
          const image = 'amazon/aws-cli:latest'
          const containers = [{ name: 'c', image, args: ['sts', 'get-caller-identity', ...query] }]
          await create('who', { serviceAccountName: 'app', restartPolicy: 'Never', containers })
          const [container] = listOf(valueAt(await podOf('who'), 'spec', 'containers'))
          const env = Object.fromEntries(
            listOf(valueAt(container, 'env')).map((each) => [
              textOf(valueAt(each, 'name')),
              textOf(valueAt(each, 'value')),
            ]),
          )
          assert.equal(env['AWS_CONTAINER_CREDENTIALS_FULL_URI'], 'http://169.254.170.23/v1/credentials')
          assert.equal(env['AWS_ROLE_ARN'], undefined)
          await phase('who', 'Succeeded')
          assert.match(
            await said('logs who'),
            new RegExp(
              `^arn:aws:sts::${account}:assumed-role/app-${eksName}/eks-${eksName}-who-[0-9a-f-]{36}\n$`,
            ),
          )
          await said('delete pod who')
        },
      )

      test(`${title}: a role that trusts by all six tags is given to the pod that has them, and to no other`, async () => {
        const wish = { serviceAccount: 'strict', audience }
        const { code, stdout, stderr } = await ask(await podToken(target, { pod: 'tagged', ...wish }))
        assert.equal(code, 0, stderr)
        const told: unknown = JSON.parse(stdout)
        assert.deepEqual(valueAt(told, 'subject'), { namespace: 'default', serviceAccount: 'strict' })
        assert.equal(valueAt(told, 'audience'), audience)
        assert.match(
          String(valueAt(told, 'podIdentityAssociation', 'associationArn')),
          new RegExp(`^arn:aws:eks:${region}:${account}:podidentityassociation/${eksName}/a-[0-9a-z]{17}$`),
        )
        await refused(
          await podToken(target, { pod: 'other', ...wish }),
          /\(AccessDeniedException\) .*: Unauthorized Exception! EKS does not have permissions to assume the associated role\./,
        )
      })

      test(`${title}: a token of another audience, of another cluster, of no association and of nobody is refused`, async () => {
        const foreign = targets.find((each) => each !== target)!
        const app = { pod: 'app', serviceAccount: 'app', audience }
        const good = await podToken(target, app)
        await Promise.all([
          refused(await podToken(target, { ...app, audience: 'sts.amazonaws.com' }), invalidToken),
          refused(await podToken(target, { pod: 'app', serviceAccount: 'app' }), invalidToken),
          refused(await podToken(foreign, app), invalidToken),
          refused(good.replace(/.{8}$/, 'AAAAAAAA'), invalidToken),
          refused(
            await podToken(target, { pod: 'strange', serviceAccount: 'stranger', audience }),
            /\(ResourceNotFoundException\) .*: No pod identity association found for service account stranger in namespace default\./,
          ),
          refused(good, /\(ResourceNotFoundException\) .*: No cluster found for name: nobodys\./, 'nobodys'),
        ])
        assert.equal((await ask(good)).code, 0)
      })

      test(`${title}: the token of a pod that is deleted is refused by the API server and by EKS Auth, and by its agent as told`, async () => {
        const pod = { pod: 'gone', serviceAccount: 'app' }
        const [own, token] = [await podToken(target, pod), await podToken(target, { ...pod, audience })]
        await deletePod(target, 'gone')
        assert.equal(await knownAs(own), 401)
        await refused(token, invalidToken)
        const answer = await fetch(`http://${target.agent}/v1/credentials`, {
          headers: { authorization: token },
        })
        assert.deepEqual(
          [
            answer.status,
            /^\[[0-9a-f-]{36}\]: \(InvalidTokenException\): .*, fault: client\n$/.test(await answer.text()),
          ],
          [400, true],
        )
        await podToken(target, { ...pod, audience })
        assert.equal(await knownAs(own), 401, 'a new pod of its name changes nothing')
        await refused(token, invalidToken)
      })

      test(`${title}: a token that was good is refused once its pod is deleted`, async () => {
        const pod = { pod: 'going', serviceAccount: 'app' }
        const [own, token] = [await podToken(target, pod), await podToken(target, { ...pod, audience })]
        assert.equal(await knownAs(own), 201)
        assert.equal((await ask(token)).code, 0)
        await deletePod(target, 'going')
        // kube-apiserver remembers for ten seconds whom a token let in; the embedded server does not.
        if (title === 'real') {
          await until('the API server forgets it', async () => (await knownAs(own)) === 401)
          await until('EKS Auth refuses it', async () => (await ask(token)).code !== 0)
        }
        assert.equal(await knownAs(own), 401)
        await refused(token, invalidToken)
      })

      test(`${title}: the token of a ServiceAccount that is deleted is refused, also when one of its name comes`, async () => {
        const pod = { pod: 'homeless', serviceAccount: 'fleeting' }
        const [own, token] = [await podToken(target, pod), await podToken(target, { ...pod, audience })]
        const accounts = pathOf('serviceaccounts', 'default')
        valueOf(await client.delete(`${accounts}/fleeting`))
        assert.equal(await knownAs(own), 401)
        await refused(token, invalidToken)
        valueOf(await client.create(accounts, { metadata: { name: 'fleeting' } }))
        assert.equal(await knownAs(own), 401)
        await refused(token, invalidToken)
      })

      test(`${title}: STS takes the token of a pod that is deleted, as AWS does`, async () => {
        const url = await issuerOf(title)
        await cloud.iam.send(
          new CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: ['sts.amazonaws.com'] }),
        )
        const subject = 'system:serviceaccount:default:app'
        const role = await cloud.createRole(`irsa-${eksName}`, url, subject)
        const wish = { pod: 'irsa', serviceAccount: 'app' }
        const own = await podToken(target, wish)
        const WebIdentityToken = await podToken(target, { ...wish, audience: 'sts.amazonaws.com' })
        await deletePod(target, 'irsa')
        assert.equal(await knownAs(own), 401)
        const exchange = { RoleArn: role, RoleSessionName: 'pod', WebIdentityToken }
        const { SubjectFromWebIdentityToken } = await cloud.sts.send(
          new AssumeRoleWithWebIdentityCommand(exchange),
        )
        assert.equal(SubjectFromWebIdentityToken, subject)
      })

      /** Of a real cluster, nobody here could ask its issuer: podpass keeps a copy of its documents. */
      const issuerOf = async (of: string): Promise<string> => {
        if (of === 'real') {
          const words = ['issuer', 'mirror', '--kubeconfig', cluster.kubeconfig, '--once']
          const copied = startPodpass(words, { PODPASS_DATA: cloud.server.directory })
          assert.equal(await copied.ended, 0, copied.printed())
        }
        const { cluster: told } = await admin.aws('eks', 'describe-cluster', '--name', eksName)
        return String(valueAt(told, 'identity', 'oidc', 'issuer'))
      }
    }

    test('nothing is written to a cluster that was adopted, and it stays when EKS deletes its own', async () => {
      const { client } = targets[0]!
      assert.deepEqual(listOf(valueOf(await client.get('/apis/apps/v1/daemonsets'))['items']), [])
      const addon = ['--cluster-name', 'real', '--addon-name', 'eks-pod-identity-agent']
      await admin.aws('eks', 'create-addon', ...addon)
      const { addon: told } = await admin.aws('eks', 'describe-addon', ...addon)
      assert.equal(valueAt(told, 'status'), 'CREATE_FAILED')
      await admin.aws('eks', 'delete-cluster', '--name', 'real')
      valueOf(await client.get(pathOf('serviceaccounts', 'default', 'app')))
    })

    test('a cluster that is to be adopted and does not answer is refused as bad input', async () => {
      await cluster.goAway()
      const make = ['--name', 'real', '--role-arn', targets[0]!.nodeRole, '--resources-vpc-config', '{}']
      const { code, stderr } = await admin.run('aws', ['eks', 'create-cluster', ...make])
      assert.notEqual(code, 0)
      assert.match(
        stderr,
        /\(InvalidParameterException\) .*The cluster that is to be adopted cannot be asked/,
      )
    })
  })
