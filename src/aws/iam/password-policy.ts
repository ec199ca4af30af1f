/** The rules that an account has for the passwords of its users, and whether a password keeps them. */
import { passwordPolicyViolation } from './errors.ts'
import type { PasswordPolicy } from './model.ts'

const symbols = /[!@#$%^&*()_+\-=[\]{}|']/

/** What UpdateAccountPasswordPolicy sets where it is told nothing. */
export const leastPolicy: PasswordPolicy = {
  minimumLength: 6,
  requireSymbols: false,
  requireNumbers: false,
  requireUppercase: false,
  requireLowercase: false,
  allowUsersToChange: false,
}

/** Throws AWS's words for the first rule that the password breaks. */
export function checkPassword(policy: PasswordPolicy | undefined, password: string): void {
  const problem = policy === undefined ? defaultProblem(password) : problemOf(policy, password)
  if (problem !== undefined) throw passwordPolicyViolation(problem)
}

function problemOf(policy: PasswordPolicy, password: string): string | undefined {
  if (password.length < policy.minimumLength)
    return `Password should have a minimum length of ${policy.minimumLength}`
  if (policy.requireUppercase && !/[A-Z]/.test(password))
    return 'Password should have at least one uppercase letter'
  if (policy.requireLowercase && !/[a-z]/.test(password))
    return 'Password should have at least one lowercase letter'
  if (policy.requireNumbers && !/[0-9]/.test(password)) return 'Password should have at least one number'
  if (policy.requireSymbols && !symbols.test(password)) return 'Password should have at least one symbol'
  return undefined
}

/** Without a policy: eight characters, and three of the four kinds. */
function defaultProblem(password: string): string | undefined {
  if (password.length < 8) return 'Password should have a minimum length of 8'
  const kinds = [/[A-Z]/, /[a-z]/, /[0-9]/, symbols].filter((kind) => kind.test(password)).length
  if (kinds >= 3) return undefined
  return 'Password should have at least three of: uppercase letters, lowercase letters, numbers, symbols'
}
