/** UpdateUser: gives a user another name, another path or both; the unique id stays. */
import type { Operation } from '../../protocol/index.ts'
import { renamedHolder, renameHolder } from '../rename-holder.ts'
import type { IamNeeds } from '../needs.ts'

interface UpdateUserInput {
  readonly UserName: string
  readonly NewUserName?: string
  readonly NewPath?: string
}

const changeOf = ({ UserName: name, NewUserName: newName, NewPath: newPath }: UpdateUserInput) => ({
  name,
  newName,
  newPath,
})

export const updateUser = (needs: IamNeeds): Operation<UpdateUserInput, object> => ({
  authorize: (input, call) => renamedHolder(needs, call, 'user', 'iam:UpdateUser', changeOf(input)),
  invoke: async (input, call) => {
    await renameHolder(needs, call, 'user', changeOf(input))
    return {}
  },
})
