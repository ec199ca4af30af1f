/** Certificates of cert-manager: below an issuer of the operator's, or below an authority of their own. */
import type { JsonObject } from '../../api/index.ts'
import { hasMembers, metadata, secretName, type Wish } from './common.ts'

const group = 'cert-manager.io'
const apiVersion = `${group}/v1`

export function certificatesOf(wish: Wish): readonly JsonObject[] {
  const { values, release } = wish
  const { issuerRef, duration, renewBefore } = values.certificates.certManager
  const { name } = values
  const isGiven = hasMembers(issuerRef)
  return [
    ...(isGiven ? [] : authorityOf(wish)),
    {
      apiVersion,
      kind: 'Certificate',
      metadata: metadata(wish),
      spec: {
        secretName: secretName(values),
        dnsNames: [
          name,
          `${name}.${release.namespace}`,
          `${name}.${release.namespace}.svc`,
          `${name}.${release.namespace}.svc.cluster.local`,
        ],
        duration,
        renewBefore,
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        usages: ['server auth'],
        issuerRef: isGiven ? issuerRef : { name: `${name}-ca`, kind: 'Issuer', group },
      },
    },
  ]
}

/** Certificates are renewed below it, and API servers go on trusting them. */
function authorityOf(wish: Wish): readonly JsonObject[] {
  const { name } = wish.values
  const [selfSigned, ca] = [`${name}-self-signed`, `${name}-ca`]
  return [
    { apiVersion, kind: 'Issuer', metadata: metadata(wish, selfSigned), spec: { selfSigned: {} } },
    {
      apiVersion,
      kind: 'Certificate',
      metadata: metadata(wish, ca),
      spec: {
        isCA: true,
        commonName: ca,
        secretName: ca,
        duration: '43800h',
        privateKey: { algorithm: 'ECDSA', size: 256 },
        issuerRef: { name: selfSigned, kind: 'Issuer', group },
      },
    },
    { apiVersion, kind: 'Issuer', metadata: metadata(wish, ca), spec: { ca: { secretName: ca } } },
  ]
}
