/** The server that the commands of this run work with. */
import type { Context } from '../context.ts'

/** @returns its address; undefined where it is the book of this machine, or where the settings name no way to a book */
export function serverOf (cx: Context): string | undefined {
  try {
    const destination = cx.destination()
    return destination.kind === 'server' ? destination.address : undefined
  } catch {
    // Whoever wants to go there is told why that cannot be; what is kept on this machine is to be had all the same.
    return undefined
  }
}
