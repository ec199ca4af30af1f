import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { makeRoot, newKey } from '../../kit/index.ts'
import { createTestIam, now, type Output, refusalOf } from './iam.test-support.ts'

const key = newKey()
const year = 365 * 86_400_000
const body = await makeRoot({ key, commonName: 'web', now })
const der = new X509Certificate(body).raw.toString('base64')

const sshKeyOf = (modulusLength: number): string =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ type: 'spki', format: 'pem' })

test('a server certificate is kept without its key, moves and goes', async () => {
  const { call, needs } = await createTestIam()
  const input = { ServerCertificateName: 'Web', CertificateBody: body, PrivateKey: key }
  await call('UploadServerCertificate', { ...input, Path: '/x/', Tags: [{ Key: 'a', Value: 'b' }] })
  assert.ok(!JSON.stringify(needs.store.list('iam/')).includes('PRIVATE KEY'))
  assert.match(await refusalOf(call('UploadServerCertificate', input)), /^409 EntityAlreadyExists/)
  await call('UpdateServerCertificate', { ServerCertificateName: 'web', NewServerCertificateName: 'Api' })
  const { ServerCertificate } = (await call('GetServerCertificate', { ServerCertificateName: 'api' })) as {
    ServerCertificate: {
      ServerCertificateMetadata: { Arn: string; Expiration: Date }
      CertificateBody: string
    }
  }
  assert.equal(ServerCertificate.CertificateBody, body.trim())
  const { Arn, Expiration } = ServerCertificate.ServerCertificateMetadata
  assert.equal(Arn, 'arn:aws:iam::111122223333:server-certificate/x/Api')
  assert.ok(Expiration.getTime() > now)
  await call('UntagServerCertificate', { ServerCertificateName: 'Api', TagKeys: ['a'] })
  await call('TagServerCertificate', { ServerCertificateName: 'Api', Tags: [{ Key: 'c', Value: 'd' }] })
  const { Tags } = await call('ListServerCertificateTags', { ServerCertificateName: 'Api' })
  assert.deepEqual(Tags, [{ Key: 'c', Value: 'd' }])
  await call('DeleteServerCertificate', { ServerCertificateName: 'Api' })
  assert.deepEqual((await call('ListServerCertificates'))['ServerCertificateMetadataList'], [])
})

const bad: readonly (readonly [string, Output, RegExp])[] = [
  ['a certificate that is none', { CertificateBody: 'nonsense' }, /^400 MalformedCertificate/],
  [
    'a certificate that has expired',
    { CertificateBody: await makeRoot({ key, commonName: 'old', now: now - 20 * year }) },
    /^400 MalformedCertificate: The certificate has expired/,
  ],
  [
    'a certificate of the future',
    { CertificateBody: await makeRoot({ key, commonName: 'new', now: now + year }) },
    /^400 MalformedCertificate: The certificate is not valid yet/,
  ],
  ['two certificates in a body', { CertificateBody: `${body}\n${body}` }, /^400 MalformedCertificate/],
  ['the key of another', { PrivateKey: newKey() }, /^400 KeyPairMismatch/],
  ['a key that is none', { PrivateKey: 'nonsense' }, /^400 MalformedCertificate/],
  ['a chain that is none', { CertificateChain: 'nonsense' }, /^400 MalformedCertificate/],
]
for (const [name, changes, refusal] of bad)
  test(`refuses ${name}`, async () => {
    const { call } = await createTestIam()
    const input = { ServerCertificateName: 'web', CertificateBody: body, PrivateKey: key, ...changes }
    assert.match(await refusalOf(call('UploadServerCertificate', input)), refusal)
  })

test('signing certificates of a user are counted, switched off and taken away', async () => {
  const { call } = await createTestIam()
  const upload = (CertificateBody: string) =>
    call('UploadSigningCertificate', { UserName: 'admin', CertificateBody })
  const { Certificate } = (await upload(body)) as { Certificate: { CertificateId: string } }
  const input = { UserName: 'admin', CertificateId: Certificate.CertificateId }
  assert.match(await refusalOf(upload(body)), /^409 DuplicateCertificate/)
  await upload(await makeRoot({ key, commonName: 'other', now }))
  const third = await makeRoot({ key, commonName: 'third', now })
  assert.match(await refusalOf(upload(third)), /^409 LimitExceeded: .*CertificatesPerUser: 2/)
  await call('UpdateSigningCertificate', { ...input, Status: 'Inactive' })
  const listed = await call('ListSigningCertificates', { UserName: 'admin' })
  const found = (listed['Certificates'] as Output[]).find(
    (each) => each['CertificateId'] === input.CertificateId,
  )
  assert.equal(found?.['Status'], 'Inactive')
  await call('DeleteSigningCertificate', input)
  assert.match(await refusalOf(call('DeleteSigningCertificate', input)), /^404 NoSuchEntity/)
})

test('a public key is the same in both its forms', async () => {
  const { call } = await createTestIam()
  const pem = sshKeyOf(2048)
  const made = await call('UploadSSHPublicKey', { UserName: 'admin', SSHPublicKeyBody: pem })
  const { SSHPublicKeyId, Fingerprint } = made['SSHPublicKey'] as Record<string, string>
  assert.match(SSHPublicKeyId!, /^APKA[A-Z2-7]{16}$/)
  assert.match(Fingerprint!, /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/)
  const input = { UserName: 'admin', SSHPublicKeyId }
  const get = async (Encoding: string) =>
    ((await call('GetSSHPublicKey', { ...input, Encoding }))['SSHPublicKey'] as Record<string, string>)[
      'SSHPublicKeyBody'
    ]
  assert.equal(await get('PEM'), pem)
  const ssh = await get('SSH')
  assert.match(ssh!, /^ssh-rsa AAAAB3NzaC1yc2E/)
  const again = call('UploadSSHPublicKey', { UserName: 'admin', SSHPublicKeyBody: `${ssh} ann@laptop` })
  assert.match(await refusalOf(again), /^400 DuplicateSSHPublicKey/)
  await call('UpdateSSHPublicKey', { ...input, Status: 'Inactive' })
  const { SSHPublicKeys } = await call('ListSSHPublicKeys', { UserName: 'admin' })
  assert.equal((SSHPublicKeys as Output[])[0]?.['Status'], 'Inactive')
  await call('DeleteSSHPublicKey', input)
  assert.match(await refusalOf(get('SSH')), /^404 NoSuchEntity: The Public Key/)
})

const badKeys: readonly (readonly [string, string, RegExp])[] = [
  ['a public key of too few bits', sshKeyOf(1024), /^400 InvalidPublicKey: .*2048/],
  ['a public key of another kind', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5', /^400 UnrecognizedPublicKeyEncoding/],
  ['a public key that is cut off', 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ==', /^400 InvalidPublicKey/],
  [
    'a public key in broken PEM',
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    /^400 InvalidPublicKey/,
  ],
]
for (const [name, SSHPublicKeyBody, refusal] of badKeys)
  test(`refuses ${name}`, async () => {
    const { call } = await createTestIam()
    assert.match(
      await refusalOf(call('UploadSSHPublicKey', { UserName: 'admin', SSHPublicKeyBody })),
      refusal,
    )
  })

const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
</KeyDescriptor></IDPSSODescriptor></EntityDescriptor>`

test('a SAML provider is kept, changed, tagged and forgotten', async () => {
  const { call } = await createTestIam()
  const made = await call('CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: metadata })
  const input = { SAMLProviderArn: made['SAMLProviderArn'] }
  assert.equal(input.SAMLProviderArn, 'arn:aws:iam::111122223333:saml-provider/corp')
  assert.equal((await call('GetSAMLProvider', input))['SAMLMetadataDocument'], metadata)
  const other = metadata.replace('idp.example', 'idp2.example')
  await call('UpdateSAMLProvider', { ...input, SAMLMetadataDocument: other })
  assert.equal((await call('GetSAMLProvider', input))['SAMLMetadataDocument'], other)
  await call('TagSAMLProvider', { ...input, Tags: [{ Key: 'a', Value: 'b' }] })
  assert.deepEqual((await call('ListSAMLProviderTags', input))['Tags'], [{ Key: 'a', Value: 'b' }])
  await call('UntagSAMLProvider', { ...input, TagKeys: ['a'] })
  await call('DeleteSAMLProvider', input)
  assert.deepEqual((await call('ListSAMLProviders'))['SAMLProviderList'], [])
  assert.match(
    await refusalOf(call('GetSAMLProvider', input)),
    /^404 NoSuchEntity: Manifest not found for arn/,
  )
})

for (const [name, document] of [
  ['no XML', 'x'.repeat(1000)],
  ['entities', `<!DOCTYPE x [<!ENTITY e "x">]>${metadata}`],
  ['no certificate', metadata.replace(der, 'nonsense')],
  ['no identity provider', metadata.replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
] as const)
  test(`refuses SAML metadata with ${name}`, async () => {
    const { call } = await createTestIam()
    const refusal = await refusalOf(
      call('CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: document }),
    )
    assert.equal(refusal, '400 InvalidInput: Could not parse metadata')
  })

test('the secret of a service-specific credential is told once and kept nowhere', async () => {
  const { call, needs } = await createTestIam()
  const create = (ServiceName: string) =>
    call('CreateServiceSpecificCredential', { UserName: 'admin', ServiceName })
  const first = (await create('codecommit.amazonaws.com'))['ServiceSpecificCredential'] as Record<
    string,
    string
  >
  assert.equal(first['ServiceUserName'], 'admin-at-111122223333')
  assert.ok(!JSON.stringify(needs.store.list('iam/')).includes(first['ServicePassword']!))
  await create('codecommit.amazonaws.com')
  assert.match(await refusalOf(create('codecommit.amazonaws.com')), /^409 LimitExceeded/)
  assert.match(await refusalOf(create('s3.amazonaws.com')), /^404 NoSuchEntity: No such service s3/)
  const key = (await create('bedrock.amazonaws.com'))['ServiceSpecificCredential'] as Record<string, string>
  assert.match(key['ServiceCredentialSecret']!, /^ABSK/)
  const input = { UserName: 'admin', ServiceSpecificCredentialId: first['ServiceSpecificCredentialId'] }
  const reset = await call('ResetServiceSpecificCredential', input)
  assert.notEqual((reset['ServiceSpecificCredential'] as Output)['ServicePassword'], first['ServicePassword'])
  await call('UpdateServiceSpecificCredential', { ...input, Status: 'Inactive' })
  const listed = await call('ListServiceSpecificCredentials', { AllUsers: true })
  assert.equal((listed['ServiceSpecificCredentials'] as Output[]).length, 3)
  await call('DeleteServiceSpecificCredential', input)
  assert.match(await refusalOf(call('ResetServiceSpecificCredential', input)), /^404 NoSuchEntity/)
})
