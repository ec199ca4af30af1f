/** The canonical user id, by which S3 calls the owner of buckets and objects. */
import { sha256Hex } from '../../kit/index.ts'

export interface Owner {
  readonly ID: string
}

/** AWS draws these at random; ours follow from the account, so that nothing need be kept. */
export const ownerOf = (account: string): Owner => ({ ID: sha256Hex(`canonical user of ${account}`) })
