/** The errors of Organizations: https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html */
import { AwsError } from '../protocol/index.ts'

const failing = (code: string, message: string) => (): AwsError => new AwsError({ code, message })

export const notPermitted = failing(
  'AccessDeniedException',
  "You don't have permissions to access this resource.",
)
export const notInUse = failing(
  'AWSOrganizationsNotInUseException',
  'Your account is not a member of an organization.',
)
export const alreadyInOrganization = failing(
  'AlreadyInOrganizationException',
  'The AWS account is already a member of an organization.',
)
export const organizationNotEmpty = failing(
  'OrganizationNotEmptyException',
  'To delete the organization, first take away its member accounts, its organizational units and its policies.',
)
export const noRoot = failing('RootNotFoundException', "You specified a root that doesn't exist.")
export const noAccount = failing('AccountNotFoundException', "You specified an account that doesn't exist.")
export const accountClosed = failing(
  'AccountAlreadyClosedException',
  'You attempted to close an account that is already closed.',
)
export const noCreation = failing(
  'CreateAccountStatusNotFoundException',
  "You specified a create account request that doesn't exist.",
)
export const noUnit = failing(
  'OrganizationalUnitNotFoundException',
  "You specified an organizational unit that doesn't exist.",
)
export const unitNotEmpty = failing(
  'OrganizationalUnitNotEmptyException',
  'The specified organizational unit is not empty. Move all accounts to another root or organizational unit, remove all child organizational units, and try the operation again.',
)
export const duplicateUnit = failing(
  'DuplicateOrganizationalUnitException',
  'An organizational unit with the same name already exists.',
)
export const duplicateAccount = failing(
  'DuplicateAccountException',
  'That account is already present in the specified destination.',
)
export const noParent = failing('ParentNotFoundException', "You specified parent that doesn't exist.")
export const noSourceParent = failing(
  'SourceParentNotFoundException',
  "You specified a source parent that doesn't exist.",
)
export const noDestinationParent = failing(
  'DestinationParentNotFoundException',
  "You specified a destination parent that doesn't exist.",
)
export const noChild = failing('ChildNotFoundException', "You specified a child that doesn't exist.")
export const noPolicy = failing('PolicyNotFoundException', "You specified a policy that doesn't exist.")
export const noTarget = failing('TargetNotFoundException', "You specified a target that doesn't exist.")
export const duplicatePolicy = failing(
  'DuplicatePolicyException',
  'A policy with the same name and type already exists.',
)
export const policyInUse = failing(
  'PolicyInUseException',
  'The policy is attached to one or more entities. Detach it from all roots, organizational units, and accounts before performing this operation.',
)
export const duplicateAttachment = failing(
  'DuplicatePolicyAttachmentException',
  'The selected policy is already attached to the specified target.',
)
export const notAttached = failing(
  'PolicyNotAttachedException',
  "The policy isn't attached to the specified target.",
)
export const typeNotEnabled = failing(
  'PolicyTypeNotEnabledException',
  'This operation can be performed only for enabled policy types.',
)
export const typeAlreadyEnabled = failing(
  'PolicyTypeAlreadyEnabledException',
  'The specified policy type is already enabled.',
)
/** `because` tells the administrator's own record what AWS's text leaves out. */
export const malformedPolicy = (because: string): AwsError =>
  new AwsError({
    code: 'MalformedPolicyDocumentException',
    message: 'The provided policy document does not meet the requirements of the specified policy type.',
    because,
  })
export const invalidInput = (Reason: string, message: string): AwsError =>
  new AwsError({ code: 'InvalidInputException', message, fields: { Reason } })
export const violates = (Reason: string, message: string): AwsError =>
  new AwsError({ code: 'ConstraintViolationException', message, fields: { Reason } })
/** With a status that no client tries again. */
export const notImplemented = (what: string): AwsError =>
  new AwsError({ code: 'NotImplemented', message: `${what} is not implemented by Podpass` })
