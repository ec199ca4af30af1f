/** What S3 refused a delivery with, as GetTrailStatus tells it. */
import { AwsError } from '../../protocol/index.ts'

/** The code; undefined when it was delivered. */
export async function refusalOf(
  onFault: (fault: unknown) => void,
  act: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await act()
    return undefined
  } catch (error) {
    if (error instanceof AwsError) return error.code
    onFault(error)
    return 'InternalError'
  }
}
