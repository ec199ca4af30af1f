/** A throw-away certificate for tests of listeners, made by openssl-free means. */
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'

export async function selfSigned(): Promise<{ key: string; cert: string }> {
  const { X509CertificateGenerator, PemConverter } = await import('@peculiar/x509')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: algorithm,
  })
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { key: PemConverter.encode(der, 'PRIVATE KEY'), cert: certificate.toString('pem') }
}
