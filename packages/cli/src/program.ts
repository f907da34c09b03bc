/** The commands, each registered by name. Loads nothing that only an action needs. */
import { Command } from 'commander'
import { newAccountCommand } from './commands/account/index.ts'
import { newApiCommand } from './commands/api.ts'
import { newBackupCommand } from './commands/backup.ts'
import { newBudgetCommand } from './commands/budget/index.ts'
import { newCategoryCommand } from './commands/category/index.ts'
import { newConfigCommand } from './commands/config/index.ts'
import { newDbCommand } from './commands/db/index.ts'
import { newDoctorCommand } from './commands/doctor.ts'
import { newHelpCommand } from './commands/help.ts'
import { newImportCommand } from './commands/import.ts'
import { noteOtherBook } from './shapes/local-only.ts'
import { newLogCommand } from './commands/log.ts'
import { newLoginCommand } from './commands/login.ts'
import { newLogoutCommand } from './commands/logout.ts'
import { newPasswdCommand } from './commands/passwd.ts'
import { newRegisterCommand } from './commands/register.ts'
import { newReportCommand } from './commands/report.ts'
import { newRestoreCommand } from './commands/restore.ts'
import { newServeCommand } from './commands/serve.ts'
import { newServerCommand } from './commands/server/index.ts'
import { newSessionCommand } from './commands/session/index.ts'
import { newStatusCommand } from './commands/status.ts'
import { newTokenCommand } from './commands/token/index.ts'
import { newTxCommand } from './commands/tx/index.ts'
import { newUndoCommand } from './commands/undo.ts'
import type { Context } from './context.ts'
import { addGlobalOptions } from './options/globals.ts'
import { CommanderExit } from './errors/commander-error.ts'
import { version } from './version.ts'

/** @param print takes the help that is asked for */
export function newProgram (cx: Context, print: (text: string) => void): Command {
  const program = new Command('fintrack')
    .description('Personal finance for people who live in a shell.')
    .usage('<command> [options]')
    .version(`fintrack ${version()}`, '-V, --version', 'show the version')
  addGlobalOptions(program)

  const add = (group: string, commands: readonly Command[]): void => {
    for (const command of commands) program.addCommand(command.helpGroup(group))
  }
  add('Your book:', [
    newReportCommand(cx), newTxCommand(cx), newCategoryCommand(cx), newBudgetCommand(cx), newImportCommand(cx),
    newLogCommand(cx), newUndoCommand(cx),
  ])
  add('Where it is:', [newStatusCommand(cx), newLoginCommand(cx), newLogoutCommand(cx), newRegisterCommand(cx)])
  add('Who gets in:', [newAccountCommand(cx), newSessionCommand(cx), newTokenCommand(cx)])
  add('Opening it to others:', [newServeCommand(cx), newPasswdCommand(cx), newServerCommand(cx)])
  add('Keeping it safe:', [newBackupCommand(cx), newRestoreCommand(cx), newDoctorCommand(cx)].map((command) =>
    // A file that is examined is the book of nobody in particular.
    command.hook('preAction', (_, { args }) => { if (command.name() !== 'doctor' || args.length === 0) noteOtherBook(cx) })).concat(newDbCommand(cx)))
  add('And beside it:', [newConfigCommand(cx), newApiCommand(cx), newHelpCommand(cx, program)])
  prepare(program, print, cx.io.columns ?? 80)
  return program
}

/** What holds for every command: failures are thrown, help is handed over, and each help has the global options. */
function prepare (command: Command, print: (text: string) => void, cells: number): void {
  command
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride((error) => { throw new CommanderExit(command, error) })
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => {}, getOutHelpWidth: () => cells, getErrHelpWidth: () => cells })
    .configureHelp({ showGlobalOptions: true })
  for (const child of command.commands) prepare(child, print, cells)
}
