/** SAML providers: their metadata is checked and kept; no assertion is taken here. */
import type { Reader } from '../../store/index.ts'
import { X509Certificate } from 'node:crypto'
import { invalidInput, samlProviderExists, samlProviderNotFound, validationError } from './errors.ts'
import type { SamlProviderRecord } from './model.ts'
import { arnOfNamed, findNamed, type NamedKind } from './named.ts'

export const samlProviders: NamedKind<SamlProviderRecord> = {
  type: 'saml-provider',
  quota: 'SAMLProvidersPerAccount',
  notFound: samlProviderNotFound,
  exists: samlProviderExists,
  keyOf: ({ name }) => name,
}

export interface SamlProviderInput {
  readonly SAMLProviderArn: string
}

/** What stands after `saml-provider/`; a text that is no such ARN is refused. */
export function nameOf({ SAMLProviderArn: arn }: SamlProviderInput): string {
  const name = /^arn:[a-z-]+:iam::\d{12}:saml-provider\/([\w._-]+)$/.exec(arn)?.[1]
  if (name === undefined) throw validationError(`ARN ${arn} is not valid.`)
  return name
}

export function requireSamlProvider(
  from: Reader,
  account: string,
  input: SamlProviderInput,
): SamlProviderRecord {
  const provider = findNamed(from, samlProviders, account, nameOf(input))
  if (provider === undefined || arnOfNamed('saml-provider', provider) !== input.SAMLProviderArn)
    throw samlProviderNotFound(input.SAMLProviderArn)
  return provider
}

/** Throws unless the text is the metadata of an identity provider with a signing certificate. No entity is ever resolved. */
export function checkMetadata(text: string): void {
  const has = (pattern: RegExp) => pattern.test(text)
  if (has(/<!DOCTYPE|<!ENTITY/i) || !has(/<(?:[\w-]+:)?EntityDescriptor\s[^>]*entityID="[^"]+"/))
    throw invalidInput('Could not parse metadata')
  if (!has(/<(?:[\w-]+:)?IDPSSODescriptor[\s>]/) || !has(/<\/(?:[\w-]+:)?EntityDescriptor>\s*$/))
    throw invalidInput('Could not parse metadata')
  const certificates = [...text.matchAll(/X509Certificate>([^<]+)</g)].map((match) => match[1]!)
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw invalidInput('Could not parse metadata')
}

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).subject !== undefined
  } catch {
    // Not one, then: the answer says so.
    return false
  }
}

const century = 100 * 365.25 * 86_400_000

export const validUntil = ({ createdAt }: SamlProviderRecord): Date => new Date(createdAt + century)
