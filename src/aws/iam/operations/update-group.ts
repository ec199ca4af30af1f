/** UpdateGroup: gives a group another name, another path or both; the unique id and the members stay. */
import type { Operation } from '../../protocol/index.ts'
import { renamedHolder, renameHolder } from '../rename-holder.ts'
import type { IamNeeds } from '../needs.ts'

interface UpdateGroupInput {
  readonly GroupName: string
  readonly NewGroupName?: string
  readonly NewPath?: string
}

const changeOf = ({ GroupName: name, NewGroupName: newName, NewPath: newPath }: UpdateGroupInput) => ({
  name,
  newName,
  newPath,
})

export const updateGroup = (needs: IamNeeds): Operation<UpdateGroupInput, object> => ({
  authorize: (input, call) => renamedHolder(needs, call, 'group', 'iam:UpdateGroup', changeOf(input)),
  invoke: async (input, call) => {
    await renameHolder(needs, call, 'group', changeOf(input))
    return {}
  },
})
