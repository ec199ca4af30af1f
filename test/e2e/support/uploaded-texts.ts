/** Texts that IAM takes from outside, made anew for a run: a certificate with its key, SAML metadata, an SSH key. */
import { X509Certificate, generateKeyPairSync } from 'node:crypto'
import { makeRoot, newKey } from '../../../src/kit/index.ts'

export interface UploadedTexts {
  readonly key: string
  readonly certificate: string
  readonly saml: string
  readonly ssh_key: string
}

export async function makeUploadedTexts(now: number): Promise<UploadedTexts> {
  const key = newKey()
  const certificate = await makeRoot({ key, commonName: 'web', now })
  return { key, certificate, saml: metadataWith(certificate), ssh_key: makeSshKey() }
}

/** Not shorter than the thousand characters that the model of IAM wants. */
const metadataWith = (certificate: string): string =>
  `<!--${'x'.repeat(1000)}-->` +
  '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">' +
  '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">' +
  '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>' +
  `<ds:X509Certificate>${new X509Certificate(certificate).raw.toString('base64')}</ds:X509Certificate>` +
  '</ds:X509Data></ds:KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>'

/** Of RFC 4253: each field behind its length. */
function makeSshKey(): string {
  const { n = '', e = '' } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
    format: 'jwk',
  })
  // A leading zero keeps the modulus from being read as negative.
  const modulus = Buffer.concat([Buffer.of(0), Buffer.from(n, 'base64url')])
  const fields = [Buffer.from('ssh-rsa'), Buffer.from(e, 'base64url'), modulus]
  return `ssh-rsa ${Buffer.concat(fields.flatMap((field) => [lengthOf(field), field])).toString('base64')}`
}

function lengthOf(field: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(field.length)
  return length
}
