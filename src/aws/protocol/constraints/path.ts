/** Member names as AWS writes them in messages and in its trail. */

/** `RoleArn` becomes `roleArn`, `SAMLProviderArn` `sAMLProviderArn`. */
export const lowerFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1)
