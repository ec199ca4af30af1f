/** What IAM does with server certificates, signing certificates and SSH keys. */
import type { Operations } from './operations.ts'
import type { IamNeeds } from '../needs.ts'
import { deleteServerCertificate } from '../operations/delete-server-certificate.ts'
import { deleteSigningCertificate } from '../operations/delete-signing-certificate.ts'
import { deleteSSHPublicKey } from '../operations/delete-ssh-public-key.ts'
import { getServerCertificate } from '../operations/get-server-certificate.ts'
import { getSSHPublicKey } from '../operations/get-ssh-public-key.ts'
import { listServerCertificateTags } from '../operations/list-server-certificate-tags.ts'
import { listServerCertificates } from '../operations/list-server-certificates.ts'
import { listSigningCertificates } from '../operations/list-signing-certificates.ts'
import { listSSHPublicKeys } from '../operations/list-ssh-public-keys.ts'
import { tagServerCertificate } from '../operations/tag-server-certificate.ts'
import { untagServerCertificate } from '../operations/untag-server-certificate.ts'
import { updateServerCertificate } from '../operations/update-server-certificate.ts'
import { updateSigningCertificate } from '../operations/update-signing-certificate.ts'
import { updateSSHPublicKey } from '../operations/update-ssh-public-key.ts'
import { uploadServerCertificate } from '../operations/upload-server-certificate.ts'
import { uploadSigningCertificate } from '../operations/upload-signing-certificate.ts'
import { uploadSSHPublicKey } from '../operations/upload-ssh-public-key.ts'

export const certificateOperations = (needs: IamNeeds): Operations => ({
  DeleteSSHPublicKey: deleteSSHPublicKey(needs),
  DeleteServerCertificate: deleteServerCertificate(needs),
  DeleteSigningCertificate: deleteSigningCertificate(needs),
  GetSSHPublicKey: getSSHPublicKey(needs),
  GetServerCertificate: getServerCertificate(needs),
  ListSSHPublicKeys: listSSHPublicKeys(needs),
  ListServerCertificateTags: listServerCertificateTags(needs),
  ListServerCertificates: listServerCertificates(needs),
  ListSigningCertificates: listSigningCertificates(needs),
  TagServerCertificate: tagServerCertificate(needs),
  UntagServerCertificate: untagServerCertificate(needs),
  UpdateSSHPublicKey: updateSSHPublicKey(needs),
  UpdateServerCertificate: updateServerCertificate(needs),
  UpdateSigningCertificate: updateSigningCertificate(needs),
  UploadSSHPublicKey: uploadSSHPublicKey(needs),
  UploadServerCertificate: uploadServerCertificate(needs),
  UploadSigningCertificate: uploadSigningCertificate(needs),
})
