/** A text in the editor of the person at the keyboard. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import type { Environment } from '@fintrack/contract/settings'

/** A text on its way through an editor, in a file that nobody else can read. */
export interface Draft {
  readonly path: string
  /** Opens the editor, and waits for its end. @returns what is in the file then @throws UserError where it fails */
  edited(): Promise<string>
  discard(): void
}

/** @returns undefined where no editor is set */
export function editorOf (env: Environment): string | undefined {
  return [env['VISUAL'], env['EDITOR']].find((one) => one !== undefined && one.trim() !== '')
}

/** @param editor a command as a shell takes it, such as `code --wait`; it is run in the folder of the file */
export function openDraft (editor: string, name: string, text: string, env: Environment): Draft {
  const folder = mkdtempSync(join(tmpdir(), 'fintrack-'))
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return {
    path,
    async edited () {
      const child = spawn(`${editor} ${name}`, { cwd: folder, env: { ...env }, shell: true, stdio: 'inherit' })
      const [code]: unknown[] = await once(child, 'exit')
      if (code !== 0) {
        throw new UserError('usage', `The editor (${editor}) ended with ${String(code ?? 'a signal')}.`, {
          hint: 'Set EDITOR to one that works.',
        })
      }
      return readFileSync(path, 'utf8')
    },
    discard () { rmSync(folder, { recursive: true, force: true }) },
  }
}
