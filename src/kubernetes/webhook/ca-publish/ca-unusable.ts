/** The CA was to be published in a way that cannot be kept. */
export class CaUnusable extends Error {}
