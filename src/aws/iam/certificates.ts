/** Certificates in PEM: read, and held against their keys. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { AwsError } from '../protocol/index.ts'

const fault = (code: string, message: string, cause?: unknown): AwsError =>
  new AwsError({ code, message, cause })

/** AWS shows what it was given, which may be long, and by mistake the private key. */
const malformed = (pem: string, cause?: unknown): AwsError => {
  const shown = /^[\w.-]{1,64}$/.test(pem) ? `${pem} ` : ''
  return fault('MalformedCertificate', `Certificate ${shown}is malformed.`, cause)
}

/** Exactly one certificate that is valid at this time, and nothing else. */
export function readCertificate(pem: string, now: number): X509Certificate {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length !== 1 || pem.trim() !== blocks[0]) throw malformed(pem)
  const certificate = parse(blocks[0])
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs_manage.html asks for it at the upload.
  if (now < certificate.validFromDate.getTime())
    throw fault('MalformedCertificate', 'The certificate is not valid yet.')
  if (now > certificate.validToDate.getTime())
    throw fault('MalformedCertificate', 'The certificate has expired.')
  return certificate
}

/** Checks that each certificate of a chain can be read. */
export function checkChain(pem: string): void {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw fault('MalformedCertificate', 'The certificate chain must be in PEM.')
  for (const block of blocks) parse(block)
}

/** Throws unless the key is the one of the certificate. */
export function checkKeyPair(certificate: X509Certificate, privateKey: string): void {
  if (!certificate.checkPrivateKey(readPrivateKey(privateKey)))
    throw fault('KeyPairMismatch', 'The private key does not match the certificate.')
}

function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw fault(
      'MalformedCertificate',
      'The private key cannot be read; it must be in PEM, without a passphrase.',
      cause,
    )
  }
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw malformed(pem, cause)
  }
}
