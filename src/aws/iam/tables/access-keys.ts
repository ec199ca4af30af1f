/** What IAM does with access keys. */
import type { Operations } from './operations.ts'
import type { IamParts } from '../needs.ts'
import { createAccessKey } from '../operations/create-access-key.ts'
import { deleteAccessKey } from '../operations/delete-access-key.ts'
import { getAccessKeyLastUsed } from '../operations/get-access-key-last-used.ts'
import { listAccessKeys } from '../operations/list-access-keys.ts'
import { updateAccessKey } from '../operations/update-access-key.ts'

export const accessKeyOperations = (needs: IamParts): Operations => ({
  CreateAccessKey: createAccessKey(needs),
  DeleteAccessKey: deleteAccessKey(needs),
  GetAccessKeyLastUsed: getAccessKeyLastUsed(needs),
  ListAccessKeys: listAccessKeys(needs),
  UpdateAccessKey: updateAccessKey(needs),
})
