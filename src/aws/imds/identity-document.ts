/** The document that says which instance this is, and its signature by a key of this node. */
import { sign } from 'node:crypto'
import type { InstanceFacts } from './tree.ts'

export function identityDocument(facts: InstanceFacts): string {
  const members: readonly (readonly [string, unknown])[] = [
    ['accountId', facts.accountId],
    ['architecture', facts.architecture],
    ['availabilityZone', facts.availabilityZone],
    ['billingProducts', null],
    ['devpayProductCodes', null],
    ['marketplaceProductCodes', null],
    ['imageId', facts.imageId],
    ['instanceId', facts.instanceId],
    ['instanceType', facts.instanceType],
    ['kernelId', null],
    ['pendingTime', `${new Date(facts.launchedAt).toISOString().slice(0, 19)}Z`],
    ['privateIp', facts.localIp],
    ['ramdiskId', null],
    ['region', facts.region],
    ['version', '2017-09-30'],
  ]
  return `{\n${members.map(([name, value]) => `  "${name}" : ${JSON.stringify(value)}`).join(',\n')}\n}`
}

/** RSA with SHA-256 in base64, in lines as OpenSSL writes them. */
export const signDocument = (document: string, privateKey: string): string =>
  sign('sha256', Buffer.from(document), privateKey).toString('base64').replaceAll(/.{76}/g, '$&\n')
