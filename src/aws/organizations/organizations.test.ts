import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createMemoryStore } from '../../store/index.ts'
import { AwsError, type Call, type Operation } from '../protocol/index.ts'
import { createOrganizations } from './index.ts'

type Answer = Readonly<Record<string, unknown>>

const management = '111111111111'
const stranger = '999999999999'
const partition = 'aws'

function setUp() {
  const store = createMemoryStore()
  const accounts = new Set([management])
  const organizations = createOrganizations({
    store,
    clock: () => 0,
    random: randomBytes,
    firstAccount: management,
    addAccount: (_txn, { account }) => !accounts.has(account) && accounts.add(account).size > 0,
  })
  const { operations } = organizations.service
  const actionsOf = async (operation: string, input: object, account = management) => {
    const { authorize } = operations[operation] as Operation<object>
    assert.ok(typeof authorize === 'function')
    return await authorize(input, { account, partition } as Call)
  }
  const ask = async (operation: string, input: object = {}, account = management): Promise<Answer> => {
    for (const { action } of await actionsOf(operation, input, account))
      assert.equal(action, `organizations:${operation}`)
    const handler = operations[operation] as Operation<object, Answer>
    return await handler.invoke(input, { account, partition, now: 0 } as Call)
  }
  const refused = async (operation: string, input: object = {}, account?: string): Promise<string> => {
    const answer: unknown = await ask(operation, input, account).catch((error: unknown) => error)
    assert.ok(answer instanceof AwsError, `${operation} was answered`)
    const { Reason } = answer.fields
    return Reason === undefined ? answer.code : `${answer.code} ${Reason}`
  }
  const add = async (account: string, name = account) => {
    const wish = { account, name, email: `${name}@example.com` }
    return organizations.addMember({ account: management }, wish)
  }
  return { organizations, operations, ask, refused, add, actionsOf, accounts }
}

async function withOrganization() {
  const world = setUp()
  await world.ask('CreateOrganization')
  const { Roots } = await world.ask('ListRoots')
  return { ...world, root: (Roots as { Id: string }[])[0]!.Id }
}

test('without an organization every operation but its making says that there is none', async () => {
  const { operations, refused } = setUp()
  for (const operation of Object.keys(operations).filter((name) => name !== 'CreateOrganization'))
    assert.equal(await refused(operation), 'AWSOrganizationsNotInUseException', operation)
  assert.equal(await refused('CreateOrganization', {}, stranger), 'AlreadyInOrganizationException')
})

test('a member is told of the organization itself and of nothing else', async () => {
  const { operations, refused, ask, add } = await withOrganization()
  await add('222222222222')
  const open = ['CreateOrganization', 'DescribeOrganization']
  for (const operation of Object.keys(operations).filter((name) => !open.includes(name)))
    assert.equal(await refused(operation, {}, '222222222222'), 'AccessDeniedException', operation)
  const { Organization } = await ask('DescribeOrganization', {}, '222222222222')
  assert.equal((Organization as { MasterAccountId: string }).MasterAccountId, management)
  assert.equal(await refused('DescribeOrganization', {}, stranger), 'AWSOrganizationsNotInUseException')
})

test('permissions are asked on what the ids name, and of other accounts on no ARN', async () => {
  const { actionsOf, ask } = await withOrganization()
  const { Organization } = await ask('DescribeOrganization')
  const { Id } = Organization as { Id: string }
  const input = { PolicyId: 'p-FullAWSAccess', TargetId: '222222222222' }
  const arns = async (account?: string) =>
    (await actionsOf('AttachPolicy', input, account)).map(({ resource }) => resource)
  assert.deepEqual(await arns(), [
    'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
    `arn:aws:organizations::${management}:account/${Id}/222222222222`,
  ])
  assert.deepEqual(await arns('222222222222'), ['*'])
})

const none = 'ou-none-00000000'
const refusals: readonly (readonly [operation: string, input: object, code: string])[] = [
  ['CreateOrganization', {}, 'AlreadyInOrganizationException'],
  [
    'CreateAccount',
    { AccountName: 'x', Email: 'x@y.zz', RoleName: 'AWSServiceRoleForX' },
    'InvalidInputException INVALID_ROLE_NAME',
  ],
  [
    'CreateAccount',
    { AccountName: 'x', Email: 'x@y.zz', Tags: [{ Key: 'aws:x', Value: '' }] },
    'InvalidInputException INVALID_SYSTEM_TAGS_PARAMETER',
  ],
  [
    'DescribeCreateAccountStatus',
    { CreateAccountRequestId: 'car-none' },
    'CreateAccountStatusNotFoundException',
  ],
  ['DescribeAccount', { AccountId: stranger }, 'AccountNotFoundException'],
  ['CloseAccount', { AccountId: stranger }, 'AccountNotFoundException'],
  ['ListAccountsForParent', { ParentId: none }, 'ParentNotFoundException'],
  ['ListChildren', { ParentId: none, ChildType: 'ACCOUNT' }, 'ParentNotFoundException'],
  ['ListParents', { ChildId: stranger }, 'ChildNotFoundException'],
  ['ListOrganizationalUnitsForParent', { ParentId: none }, 'ParentNotFoundException'],
  ['CreateOrganizationalUnit', { ParentId: none, Name: 'x' }, 'ParentNotFoundException'],
  ['DescribeOrganizationalUnit', { OrganizationalUnitId: none }, 'OrganizationalUnitNotFoundException'],
  [
    'UpdateOrganizationalUnit',
    { OrganizationalUnitId: none, Name: 'x' },
    'OrganizationalUnitNotFoundException',
  ],
  ['DeleteOrganizationalUnit', { OrganizationalUnitId: none }, 'OrganizationalUnitNotFoundException'],
  [
    'MoveAccount',
    { AccountId: stranger, SourceParentId: none, DestinationParentId: none },
    'AccountNotFoundException',
  ],
  [
    'MoveAccount',
    { AccountId: management, SourceParentId: none, DestinationParentId: none },
    'DestinationParentNotFoundException',
  ],
  ['EnablePolicyType', { RootId: 'r-none', PolicyType: 'SERVICE_CONTROL_POLICY' }, 'RootNotFoundException'],
  ['DisablePolicyType', { RootId: 'r-none', PolicyType: 'SERVICE_CONTROL_POLICY' }, 'RootNotFoundException'],
  ['AttachPolicy', { PolicyId: 'p-none0000', TargetId: management }, 'PolicyNotFoundException'],
  ['DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: stranger }, 'TargetNotFoundException'],
  ['DeletePolicy', { PolicyId: 'p-FullAWSAccess' }, 'InvalidInputException IMMUTABLE_POLICY'],
  [
    'ListPoliciesForTarget',
    { TargetId: stranger, Filter: 'SERVICE_CONTROL_POLICY' },
    'TargetNotFoundException',
  ],
  ['ListTargetsForPolicy', { PolicyId: 'p-none0000' }, 'PolicyNotFoundException'],
  ['TagResource', { ResourceId: stranger, Tags: [] }, 'TargetNotFoundException'],
  ['TagResource', { ResourceId: 'p-FullAWSAccess', Tags: [] }, 'InvalidInputException IMMUTABLE_POLICY'],
  ['UntagResource', { ResourceId: none, TagKeys: [] }, 'TargetNotFoundException'],
  ['ListTagsForResource', { ResourceId: none }, 'TargetNotFoundException'],
  ['ListAccounts', { NextToken: 'no token' }, 'InvalidInputException INVALID_PAGINATION_TOKEN'],
  [
    'CreatePolicy',
    {
      Name: 'FullAWSAccess',
      Description: '',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}',
    },
    'DuplicatePolicyException',
  ],
]
for (const [operation, input, code] of refusals)
  test(`${operation} of ${JSON.stringify(input).slice(0, 80)} is refused with ${code}`, async () => {
    const { refused } = await withOrganization()
    assert.equal(await refused(operation, input), code)
  })

test('a root, a unit and a policy are tagged as accounts are', async () => {
  const { ask, root } = await withOrganization()
  const { OrganizationalUnit } = await ask('CreateOrganizationalUnit', { ParentId: root, Name: 'x' })
  const statement = { Effect: 'Deny', Action: '*', Resource: '*' }
  const Content = JSON.stringify({ Version: '2012-10-17', Statement: statement })
  const { Policy } = await ask('CreatePolicy', {
    Name: 'x',
    Description: '',
    Type: 'SERVICE_CONTROL_POLICY',
    Content,
  })
  const policy = (Policy as { PolicySummary: { Id: string } }).PolicySummary.Id
  for (const ResourceId of [root, (OrganizationalUnit as { Id: string }).Id, policy, management]) {
    await ask('TagResource', { ResourceId, Tags: [{ Key: 'a', Value: '1' }] })
    await ask('TagResource', { ResourceId, Tags: [{ Key: 'b', Value: '2' }] })
    await ask('UntagResource', { ResourceId, TagKeys: ['a'] })
    assert.deepEqual(await ask('ListTagsForResource', { ResourceId }), { Tags: [{ Key: 'b', Value: '2' }] })
  }
})

test('an organization of one account is deleted, and a new one begins anew', async () => {
  const { ask, root, organizations } = await withOrganization()
  await ask('EnablePolicyType', { RootId: root, PolicyType: 'SERVICE_CONTROL_POLICY' })
  const { OrganizationalUnit } = await ask('CreateOrganizationalUnit', { ParentId: root, Name: 'x' })
  await ask('DeleteOrganizationalUnit', {
    OrganizationalUnitId: (OrganizationalUnit as { Id: string }).Id,
  })
  const before = organizations.standingOf(management)
  await ask('DeleteOrganization')
  assert.equal(organizations.standingOf(management), undefined)
  await ask('CreateOrganization')
  const after = organizations.standingOf(management)
  assert.ok(after !== undefined && after.organizationId !== before!.organizationId)
})

test('where an account stands is read once, until something changes', async () => {
  const { ask, root, add, organizations } = await withOrganization()
  await add('222222222222')
  await ask('EnablePolicyType', { RootId: root, PolicyType: 'SERVICE_CONTROL_POLICY' })
  const full = 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess'
  const first = organizations.standingOf('222222222222')
  assert.equal(organizations.standingOf('222222222222'), first)
  assert.deepEqual(
    first?.serviceControl?.map((level) => level.map(({ name }) => name)),
    [[full], [full]],
  )
  assert.equal(first.resourceControl, undefined)
  const { OrganizationalUnit } = await ask('CreateOrganizationalUnit', { ParentId: root, Name: 'x' })
  const unit = (OrganizationalUnit as { Id: string }).Id
  await ask('MoveAccount', {
    AccountId: '222222222222',
    SourceParentId: root,
    DestinationParentId: unit,
  })
  const moved = organizations.standingOf('222222222222')
  assert.equal(moved?.serviceControl?.length, 3)
  assert.equal(moved.path, `${first.organizationId}/${root}/${unit}/`)
  assert.equal(organizations.standingOf(management)?.serviceControl, undefined)
  assert.equal(organizations.standingOf(stranger), undefined)
})

test('an id or an address that is taken makes no account', async () => {
  const { add, organizations, accounts } = await withOrganization()
  assert.ok((await add('222222222222', 'shop')).ok)
  assert.deepEqual(await add('222222222222', 'other'), { ok: false, reason: 'ACCOUNT_ID_ALREADY_EXISTS' })
  assert.deepEqual(await add('333333333333', 'Shop'), { ok: false, reason: 'EMAIL_ALREADY_EXISTS' })
  assert.deepEqual([...accounts], [management, '222222222222'])
  assert.equal(organizations.standingOf('333333333333'), undefined)
})

test('an organization has a thousand accounts at most', async () => {
  const { add, refused } = await withOrganization()
  for (let n = 1; n < 1000; n++) assert.ok((await add(String(222_222_000_000 + n))).ok)
  const more = { AccountName: 'one more', Email: 'more@example.com' }
  assert.equal(
    await refused('CreateAccount', more),
    'ConstraintViolationException ACCOUNT_NUMBER_LIMIT_EXCEEDED',
  )
})
