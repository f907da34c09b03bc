/** A real server over a fresh book, in this process, gone with the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@fintrack/server/serve'
import type { Test } from 'tap'

function freshFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'fintrack-served-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

/** @returns its address */
export async function served (
  t: Test, dataDir = freshFolder(t), env: Readonly<Record<string, string>> = {}
): Promise<string> {
  let stop = (): void => {}
  const stopped = new Promise<void>((resolve) => { stop = resolve })
  let done: Promise<number> | undefined
  t.teardown(async () => {
    stop()
    await done
  })
  return new Promise((resolve, reject) => {
    let told = ''
    done = serve({
      env: { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0', FINTRACK_LOG_LEVEL: 'fatal', ...env },
      stdout: (text) => { resolve(/http:\S+/.exec(text)?.[0] ?? '') },
      stderr: (text) => { told += text },
      stopped,
    })
    done.then((code) => { reject(new Error(`The server ended with ${code}: ${told}`)) }, reject)
  })
}
