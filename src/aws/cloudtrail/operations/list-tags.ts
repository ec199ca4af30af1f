/** ListTags: the tags of trails, in the order in which they were named. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { invalidToken } from '../errors.ts'
import { onTrail } from '../trails/authorize.ts'
import { requireTaggable, taggedTrail } from '../trails/find-tagged.ts'
import { tagsOutput } from '../trails/tags.ts'

export interface ListTagsInput {
  readonly ResourceIdList: readonly string[]
  readonly NextToken?: string
}

export const listTags = ({ store }: CloudTrailContext): Operation<ListTagsInput> => ({
  authorize: ({ ResourceIdList }, call) =>
    ResourceIdList.map((arn) => {
      requireTaggable(arn)
      return onTrail(store, 'ListTags', arn, call)
    }),
  invoke: ({ ResourceIdList, NextToken }, call) => {
    if (NextToken !== undefined) throw invalidToken()
    return {
      ResourceTagList: ResourceIdList.map((arn) => ({
        ResourceId: arn,
        TagsList: tagsOutput(taggedTrail(store, arn, call).tags),
      })),
    }
  },
})
