/** A folder whose disk fails when a test says so: see faulty-io.c. */
import { execFile } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'

/** No room; writes and syncs that fail; syncs alone that fail. */
export type Fault = 'ENOSPC' | 'EIO' | 'SYNC'

export interface FaultyDisk {
  /** What a process needs in its environment to have this disk. */
  readonly env: Readonly<Record<string, string>>
  fail (fault: Fault): void
  mend (): void
}

export const CAN_FAIL = process.platform === 'linux'

/** @param workshop a folder for what is built, not the one that fails */
export async function faultyDisk (folder: string, workshop: string): Promise<FaultyDisk> {
  const library = join(workshop, 'faulty-io.so')
  const control = join(workshop, 'fault')
  if (!existsSync(library)) {
    // Loud where there is no compiler: what nobody can run shows nothing.
    await promisify(execFile)('cc', [
      '-shared', '-fPIC', '-O1', '-Wall', '-o', library, fileURLToPath(new URL('faulty-io.c', import.meta.url)), '-ldl',
    ])
  }
  return {
    env: { LD_PRELOAD: library, FAULTY_IO_FOLDER: folder, FAULTY_IO_CONTROL: control },
    fail: (fault) => { writeFileSync(control, fault) },
    mend: () => { rmSync(control) },
  }
}
