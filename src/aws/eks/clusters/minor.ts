/** The second number of a Kubernetes version such as 1.35. */
export const minorOf = (version: string): number => Number(version.split('.')[1])
