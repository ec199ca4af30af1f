/** Where the files of a service are played: podpasses, accounts of their own in them, and those who call. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { makeRoot, newKey } from '../../../src/kit/index.ts'
import { openForeignIssuers, type ForeignIssuers } from '../../e2e/support/foreign-issuer.ts'
import { openInstallation, type Credentials, type Installation } from '../../e2e/support/installation.ts'
import { callPodpass } from '../../e2e/support/podpass-call.ts'
import { openBoto3, type Boto3 } from './boto3.ts'
import { play, type Scene } from './play.ts'
import { openPods } from './run-pod.ts'
import { readSharedSetup, type Proof } from './proof.ts'

export interface World {
  /** A scene for one file, with an administrator and with a user `caller` who may do nothing. */
  sceneFor(operation: string, proof: Proof): Promise<Scene>
  close(): Promise<void>
}

interface Place {
  readonly installation: Installation
  readonly boto3: Boto3
  readonly pods: ReturnType<typeof openPods>
}

export async function openWorld(service: string): Promise<World> {
  const places: Place[] = []
  const issuers = await openForeignIssuers()
  const texts = await givenTexts()
  const openPlace = async (): Promise<Place> => {
    const installation = await openInstallation()
    const boto3 = openBoto3(installation.endpoint, installation.region)
    const place = { installation, boto3, pods: openPods(installation) }
    places.push(place)
    return place
  }
  const main = await openPlace()
  let organization: Promise<unknown> | undefined
  let shared: Promise<Scene> | undefined
  let managed: Promise<Scene> | undefined
  let lonely: ReturnType<Scene['alone']> | undefined
  const alone = (): ReturnType<Scene['alone']> => {
    lonely ??= openPlace().then(({ boto3, installation: { admin } }) => ({
      boto3,
      callers: new Map([['admin', admin]]),
    }))
    return lonely
  }

  const sceneIn = (place: Place, account: string, admin: Credentials): Scene => ({
    service,
    boto3: place.boto3,
    issuers,
    callers: new Map([['admin', admin]]),
    alone,
    runPod: place.pods.runPod,
    facts: new Map<string, unknown>([
      ...texts,
      ...factsOf(place.installation, issuers),
      ['account', account],
      ['management', place.installation.account],
    ]),
  })

  const sceneOfAdmin = (place: Place): Scene =>
    sceneIn(place, place.installation.account, place.installation.admin)

  const newAccount = async (place: Place, name: string): Promise<Scene> => {
    const { installation } = place
    const { admin } = installation
    const asRoot = (operation: string, input: object) =>
      callPodpass(installation, admin, operation, input) as Promise<Record<string, string>>
    organization ??= place.boto3.call({
      service: 'organizations',
      operation: 'CreateOrganization',
      input: {},
      credentials: admin,
    })
    await organization
    const Email = `${name}@example.com`
    const { AccountId } = await asRoot('CreateAccount', { AccountName: name, Email })
    const key = await asRoot('CreateRootAccessKey', { AccountId })
    const root = { accessKeyId: key['AccessKeyId']!, secretAccessKey: key['SecretAccessKey']! }
    const scene = sceneIn(place, AccountId!, root)
    await addUser(scene, 'admin', 'admin')
    return scene
  }

  const sharedScene = async (made: Promise<Scene>): Promise<Scene> => {
    const scene = await made
    for (const step of readSharedSetup(service)) await play(scene, step)
    return scene
  }

  const placeFor = async (operation: string, { account = 'own' }: Proof): Promise<Scene> => {
    if (account === 'own') return newAccount(main, `${service}-${operation}`)
    if (account === 'shared') {
      shared ??= sharedScene(newAccount(main, `${service}-shared`))
      return shared
    }
    if (account === 'management') {
      managed ??= sharedScene(Promise.resolve(sceneOfAdmin(main)))
      return managed
    }
    return sceneOfAdmin(await openPlace())
  }

  return {
    sceneFor: async (operation, proof) => {
      const place = await placeFor(operation, proof)
      const unique = operation.toLowerCase()
      const user = (proof.account ?? 'own') === 'own' ? 'caller' : `caller-${unique}`
      const facts = new Map<string, unknown>([
        ...place.facts,
        ['unique', unique],
        ['caller', user],
        ['start', Date.now()],
      ])
      const scene = { ...place, facts, callers: new Map(place.callers) }
      await addUser(scene, user, 'caller')
      return scene
    },
    close: async () => {
      for (const { pods } of places) pods.close()
      await Promise.all(places.map(({ boto3 }) => boto3.close()))
      await Promise.all(places.map(({ installation }) => installation.stop()))
      await issuers.close()
    },
  }
}

async function addUser(scene: Scene, UserName: string, keep: string): Promise<void> {
  const iam = (call: string, input: object, more = {}) =>
    play(scene, { service: 'iam', call, input: { UserName, ...input }, ...more })
  await iam('CreateUser', {})
  if (keep === 'admin')
    await iam('AttachUserPolicy', { PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' })
  await iam('CreateAccessKey', {}, { keep })
}

const factsOf = ({ region, endpoint }: Installation, issuers: ForeignIssuers): [string, unknown][] => [
  ['region', region],
  ['endpoint', endpoint],
  ['origin', issuers.origin],
  ['host', new URL(issuers.origin).hostname],
  ['thumbprint', issuers.thumbprint],
]

/** Keys and certificates, which nobody should find in the repository. */
async function givenTexts(): Promise<[string, unknown][]> {
  const now = Date.now()
  const privateKey = newKey()
  const otherPrivateKey = newKey()
  const certificate = await makeRoot({ key: privateKey, commonName: 'one', now })
  const otherCertificate = await makeRoot({ key: otherPrivateKey, commonName: 'other', now })
  const thirdCertificate = await makeRoot({ key: otherPrivateKey, commonName: 'third', now })
  const long = 20 * 365 * 86_400_000
  const expiredCertificate = await makeRoot({ key: privateKey, commonName: 'old', now: now - long })
  const sshKeyOf = (modulusLength: number): string =>
    generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ type: 'spki', format: 'pem' })
  const der = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')
  return Object.entries({
    privateKey,
    otherPrivateKey,
    certificate,
    otherCertificate,
    thirdCertificate,
    expiredCertificate,
    sshKey: sshKeyOf(2048),
    otherSshKey: sshKeyOf(2048),
    ...Object.fromEntries([3, 4, 5, 6].map((n) => [`sshKey ${n}`, sshKeyOfNobody()])),
    samlMetadata: samlMetadataOf('https://idp.example.com/saml', der),
    otherSamlMetadata: samlMetadataOf('https://other.example.com/saml', der),
  })
}

/** Any odd number of 2048 bits passes for a modulus, and is drawn at once. */
function sshKeyOfNobody(): string {
  const modulus = randomBytes(256)
  modulus[0]! |= 0x80
  modulus[255]! |= 1
  const fields = [Buffer.from('ssh-rsa'), Buffer.from([1, 0, 1]), Buffer.concat([Buffer.alloc(1), modulus])]
  const wire = fields.flatMap((field) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(field.length)
    return [length, field]
  })
  return `ssh-rsa ${Buffer.concat(wire).toString('base64')}`
}

const samlMetadataOf = (entityId: string, certificate: string): string =>
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${entityId}"/>
  </IDPSSODescriptor>
</EntityDescriptor>${' '.repeat(1000)}`
