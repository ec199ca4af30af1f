/** What is said of a working directory that is not there. */
export const missingDirectory = (cwd: string): string => `working directory \`${cwd}\` is not on this machine`
