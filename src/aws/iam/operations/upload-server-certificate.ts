/** UploadServerCertificate: keeps a certificate whose private key was shown. */
import { newUniqueId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { checkChain, checkKeyPair, readCertificate } from '../certificates.ts'
import type { ServerCertificateRecord, Tag } from '../model.ts'
import { addNamed, namedCreation } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { serverCertificateMetadata, serverCertificates } from '../server-certificates.ts'
import { thingTags } from '../tags.ts'

interface UploadServerCertificateInput {
  readonly Path?: string
  readonly ServerCertificateName: string
  readonly CertificateBody: string
  readonly PrivateKey: string
  readonly CertificateChain?: string
  readonly Tags?: readonly Tag[]
}

const actions = { create: 'iam:UploadServerCertificate', tag: 'iam:TagServerCertificate' }

export const uploadServerCertificate = (needs: IamNeeds): Operation<UploadServerCertificateInput> => ({
  authorize: ({ ServerCertificateName: name, Path: path, Tags: tags }, call) =>
    namedCreation(call, 'server-certificate', actions, { path, name, tags }),
  invoke: async (input, call) => {
    const parsed = readCertificate(input.CertificateBody, call.now)
    checkKeyPair(parsed, input.PrivateKey)
    if (input.CertificateChain !== undefined) checkChain(input.CertificateChain)
    const certificate: ServerCertificateRecord = {
      id: newUniqueId('ASCA', needs.random),
      name: input.ServerCertificateName,
      path: input.Path ?? '/',
      account: call.account,
      partition: call.partition,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: thingTags.check(input.Tags),
      // White space around PEM is not kept; what Terraform's provider compares would differ by the file's last line break.
      body: input.CertificateBody.trim(),
      chain: input.CertificateChain?.trim(),
      expiresAt: Date.parse(parsed.validTo),
    }
    await needs.store.write((txn) => addNamed(txn, serverCertificates, certificate))
    return {
      ServerCertificateMetadata: serverCertificateMetadata(certificate),
      ...(certificate.tags.length === 0 ? {} : { Tags: certificate.tags }),
    }
  },
})
