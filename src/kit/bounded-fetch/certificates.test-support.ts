/** Certificate chains of every sort, good and bad, for TLS servers in tests. */
import 'reflect-metadata'
import { createHash, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export interface TestCertificate {
  readonly pem: string
  readonly key: string
  readonly keys: webcrypto.CryptoKeyPair
  readonly sha1: string
}

export async function makeCertificate(input: {
  readonly name: string
  readonly issuer?: TestCertificate
  readonly ca?: boolean
  readonly names?: readonly string[]
  readonly expired?: boolean
  /** Signs with a key of its own though it names the issuer. */
  readonly forged?: boolean
}): Promise<TestCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { issuer, ca = false, names = [], expired = false, forged = false } = input
  const issuing = issuer && new x509.X509Certificate(issuer.pem)
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${input.name}`,
    issuer: issuing?.subject ?? `CN=${input.name}`,
    notBefore: new Date(Date.now() - 100_000_000),
    notAfter: new Date(Date.now() + (expired ? -1000 : 100_000_000)),
    publicKey: keys.publicKey,
    signingKey: forged || issuer === undefined ? keys.privateKey : issuer.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(ca, undefined, true),
      ...(names.length > 0
        ? [
            new x509.SubjectAlternativeNameExtension(
              names.map((value) => ({
                type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const),
                value,
              })),
            ),
          ]
        : []),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(issuing ? [await x509.AuthorityKeyIdentifierExtension.create(issuing.publicKey)] : []),
    ],
  })
  const pem = `${certificate.toString('pem')}\n`
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    pem,
    key: x509.PemConverter.encode(der, 'PRIVATE KEY'),
    keys,
    sha1: createHash('sha1').update(new NodeCertificate(pem).raw).digest('hex'),
  }
}
