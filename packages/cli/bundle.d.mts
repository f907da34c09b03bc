/** @param outdir from this package; what is there goes @returns the file that starts */
export function bundle (outdir?: string): Promise<string>
