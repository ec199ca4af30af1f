/** UploadSigningCertificate: gives a user a certificate. */
import { AwsError, type Operation } from '../../protocol/index.ts'
import { listBelongings, owningUser, putBelonging } from '../belongings.ts'
import { onUserOrCaller } from '../calling-user.ts'
import { readCertificate } from '../certificates.ts'
import { quotaExceeded } from '../errors.ts'
import { newId } from '../ids.ts'
import type { SigningCertificateRecord } from '../model.ts'
import type { IamNeeds } from '../needs.ts'
import { quotas } from '../quotas.ts'
import { signingCertificateOutput } from '../signing-certificates.ts'

interface UploadSigningCertificateInput {
  readonly UserName?: string
  readonly CertificateBody: string
}

export const uploadSigningCertificate = (needs: IamNeeds): Operation<UploadSigningCertificateInput> => ({
  authorize: onUserOrCaller(needs, 'iam:UploadSigningCertificate'),
  invoke: async (input, call) => {
    const { fingerprint256: fingerprint } = readCertificate(input.CertificateBody, call.now)
    const certificate: SigningCertificateRecord = {
      id: newId('', 32, needs.random),
      body: input.CertificateBody,
      fingerprint,
      status: 'Active',
      createdAt: Math.floor(call.now / 1000) * 1000,
    }
    const { result: user } = await needs.store.write((txn) => {
      const owner = owningUser(txn, input.UserName, call, 'signing certificate')
      const others = listBelongings<SigningCertificateRecord>(txn, owner, 'signing-certificate')
      if (others.some((other) => other.fingerprint === fingerprint)) throw duplicate()
      if (others.length >= quotas.CertificatesPerUser) throw quotaExceeded('CertificatesPerUser')
      putBelonging(txn, owner, 'signing-certificate', certificate.id, certificate)
      return owner
    })
    return { Certificate: signingCertificateOutput(user, certificate) }
  },
})

const duplicate = (): AwsError =>
  new AwsError({
    code: 'DuplicateCertificate',
    status: 409,
    message: 'The certificate is already associated with the user.',
  })
