/** CreateInstanceProfile: makes a profile, which a role is put into by a call of its own. */
import { newUniqueId } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { type InstanceProfileInput, instanceProfiles, profileOutput } from '../instance-profiles.ts'
import type { InstanceProfileRecord, Tag } from '../model.ts'
import { addNamed, namedCreation } from '../named.ts'
import type { IamNeeds } from '../needs.ts'
import { thingTags } from '../tags.ts'

interface CreateInstanceProfileInput extends InstanceProfileInput {
  readonly Path?: string
  readonly Tags?: readonly Tag[]
}

const actions = { create: 'iam:CreateInstanceProfile', tag: 'iam:TagInstanceProfile' }

export const createInstanceProfile = (needs: IamNeeds): Operation<CreateInstanceProfileInput> => ({
  authorize: ({ InstanceProfileName: name, Path: path, Tags: tags }, call) =>
    namedCreation(call, 'instance-profile', actions, { path, name, tags }),
  invoke: async (input, call) => {
    const profile: InstanceProfileRecord = {
      id: newUniqueId('AIPA', needs.random),
      name: input.InstanceProfileName,
      path: input.Path ?? '/',
      account: call.account,
      partition: call.partition,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: thingTags.check(input.Tags),
    }
    await needs.store.write((txn) => addNamed(txn, instanceProfiles, profile))
    const { Tags, ...made } = profileOutput(needs.store, profile)
    return { InstanceProfile: profile.tags.length === 0 ? made : { ...made, Tags } }
  },
})
