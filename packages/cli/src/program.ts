/** The commands, a line each. Loads the file of the command that is used, and no other. */
import { OUTPUT_FORMATS } from '@fintrack/contract/choices'
import { Command } from 'commander'
import type { Context } from './context.ts'
import { isHelp, usageErrorFor } from './errors/usage.ts'
import { COLOR_CHOICES } from './io/color.ts'
import { addGlobalOptions } from './options/globals.ts'
import { aliasesHelp } from './shapes/aliases.ts'
import { helpPage } from './shapes/help-page.ts'
import { COMPLETE, LazyCommand, loaded, type CommandFile } from './shapes/lazy-command.ts'
import { takes } from './shapes/takes.ts'
import { TOPIC_NAMES } from './shapes/topic-names.ts'
import { version } from './version.ts'

interface NounOptions {
  readonly aliases?: readonly string[]
  /** The verb that runs where none is given. */
  readonly otherwise?: string
}

function noun (
  name: string, description: string, verbs: readonly Command[], { aliases = [], otherwise }: NounOptions = {}
): Command {
  const command = new Command(name).description(description).aliases(aliases)
  for (const verb of verbs) command.addCommand(verb, { isDefault: verb.name() === otherwise })
  return command
}

/** @param print takes the help that is asked for */
export function newProgram (cx: Context, print: (text: string) => void): Command {
  const verb = (synopsis: string, description: string, load: () => Promise<CommandFile>) =>
    new LazyCommand(cx, synopsis, description, load)
  const program = new Command('fintrack')
    .description('Personal finance for people who live in a shell.')
    .usage('<command> [options]')
    .version(`fintrack ${version()}`, '-V, --version', 'show the version')
  addGlobalOptions(program)
  takes(program, { output: OUTPUT_FORMATS, color: COLOR_CHOICES, fields: 'text' })
  const add = (group: string, commands: readonly Command[]): void => {
    for (const command of commands) program.addCommand(command.helpGroup(group))
  }

  add('Your money:', [
    verb('report [month]', 'show a month: income, expenses, budgets and categories', () =>
      import('./commands/report.ts')),
    noun('tx', 'add, list, show, edit, split and remove transactions', [
      verb('add <amount> [category] [text]', 'add a transaction', () => import('./commands/tx/add.ts')),
      verb('list', 'list transactions, the latest first', () => import('./commands/tx/list.ts')),
      verb('show <id...>', 'show transactions in full', () => import('./commands/tx/show.ts')),
      verb('edit <id...>', 'change transactions; what you do not give stays as it is', () =>
        import('./commands/tx/edit.ts')),
      verb('split <id> [parts...]', 'divide a transaction over several categories', () =>
        import('./commands/tx/split.ts')),
      verb('rm <id...>', 'remove transactions', () => import('./commands/tx/rm.ts')),
      verb('join <id> <other>', 'make two halves of a transfer one', () => import('./commands/tx/join.ts')),
      verb('part <id>', 'make a transfer two halves', () => import('./commands/tx/part.ts'))
        .alias('unjoin'),
    ], { aliases: ['transaction', 'transactions'] }),
    verb('transfer <amount...>', 'move money from one account to another', () => import('./commands/transfer.ts')),
    noun('account', 'list, add, show, edit, remove and check accounts', [
      verb('list', 'list the accounts with their balances', () => import('./commands/account/list.ts')),
      verb('add <name>', 'add an account', () => import('./commands/account/add.ts')),
      verb('show <name>', 'show an account, and the last check that agreed', () =>
        import('./commands/account/show.ts')),
      verb('edit <name>', 'change an account; what you do not give stays as it is', () =>
        import('./commands/account/edit.ts')),
      verb('rm <name>', 'remove an account that nothing uses', () => import('./commands/account/rm.ts')),
      verb('check <name> <amount>', 'compare a balance with what the bank says', () =>
        import('./commands/account/check.ts')),
    ], { aliases: ['accounts'] }),
    noun('category', 'list, add, edit, move and remove categories', [
      verb('list', 'list the categories', () => import('./commands/category/list.ts')),
      verb('add <name>', 'add a category', () => import('./commands/category/add.ts')),
      verb('edit <name>', 'rename a category, archive it, or change its type while nothing uses it', () =>
        import('./commands/category/edit.ts')),
      verb('rename <old> <new>', 'rename a category and all that lies below it', () =>
        import('./commands/category/rename.ts')),
      verb('merge <old> <new>', 'move all that is in a category, and below it, into another', () =>
        import('./commands/category/merge.ts')),
      verb('rm <name>', 'remove a category and its budgets', () => import('./commands/category/rm.ts')),
    ], { aliases: ['categories'] }),
    noun('tag', 'list, rename and remove tags', [
      verb('list', 'list the tags with the number of their transactions', () => import('./commands/tag/list.ts')),
      verb('rename <old> <new>', 'rename a tag; where the new name is taken, the two become one', () =>
        import('./commands/tag/rename.ts')),
      verb('rm <name>', 'take a tag from every transaction', () => import('./commands/tag/rm.ts')),
    ], { aliases: ['tags'] }),
    noun('budget', 'set, list and remove monthly budgets', [
      verb('set <category> <amount>', 'set the budget of a category for a month', () =>
        import('./commands/budget/set.ts')),
      verb('list [month]', 'list the budgets', () => import('./commands/budget/list.ts')),
      verb('rm <category>', 'remove the budget of a category for a month', () => import('./commands/budget/rm.ts')),
    ], { aliases: ['budgets'] }),
    verb('import <file>', 'import transactions from a CSV file', () => import('./commands/import.ts')),
    verb('log [id]', 'list what was done, the latest first, or show one change', () => import('./commands/log.ts')),
    verb('undo [ids...]', 'take back a change, ids included', () => import('./commands/undo.ts')),
  ])
  add('On a server:', [
    verb('status', 'show which book commands work on, and whether you are logged in', () =>
      import('./commands/status.ts')),
    verb('login', 'log in to a server; commands then work on your book there', () => import('./commands/login.ts')),
    verb('logout', 'log out; commands then work on the book of this machine', () => import('./commands/logout.ts')),
    verb('register', 'become a user of a server, and log in to it', () => import('./commands/register.ts')),
  ])
  add('Your login:', [
    noun('user', 'show your login, change it or delete it', [
      verb('show', 'show your username, e-mail address and currency', () => import('./commands/user/show.ts')),
      verb('edit', 'change your e-mail address or the currency of your book', () =>
        import('./commands/user/edit.ts')),
      verb('password', 'change your password; every other session ends', () => import('./commands/user/password.ts')),
      verb('delete', 'delete your login and everything in your book, for good', () =>
        import('./commands/user/delete.ts')),
    ], { otherwise: 'show' }),
    noun('session', 'list and end your logins', [
      verb('list', 'list your logins (times are UTC)', () => import('./commands/session/list.ts')),
      verb('revoke <id...>', 'end logins: they are refused from the next request on', () =>
        import('./commands/session/revoke.ts')),
    ], { aliases: ['sessions'] }),
    noun('token', 'create, list and revoke access tokens for scripts', [
      verb('create <name>', 'create a token for a script to use instead of a login, and print it', () =>
        import('./commands/token/create.ts')),
      verb('list', 'list the tokens, without their secrets (times are UTC)', () => import('./commands/token/list.ts')),
      verb('revoke <name...>', 'revoke tokens: they are refused from the next request on', () =>
        import('./commands/token/revoke.ts')),
    ], { aliases: ['tokens'] }),
  ])
  add('Run a server:', [
    verb('serve', 'serve the book over HTTP, until it is interrupted', () => import('./commands/serve.ts')),
    verb('passwd', 'set the name and password to log in to the book with', () => import('./commands/passwd.ts')),
    noun('server', 'manage the users, the keys and the log of the book', [
      noun('user', 'list users, set a new password for one, remove one', [
        verb('list', 'list the users with their sessions and access tokens (times are UTC)', () =>
          import('./commands/server/user/list.ts')),
        verb('passwd <name>', 'set a new password for a user who forgot theirs; their sessions end', () =>
          import('./commands/server/user/passwd.ts')),
        verb('rm <name>', 'remove a user and everything in their book, for good', () =>
          import('./commands/server/user/rm.ts')),
      ], { aliases: ['users'] }),
      noun('keys', 'change the keys that sign tokens', [
        verb('rotate', 'sign with a new key from now on; a running server picks it up by itself', () =>
          import('./commands/server/keys/rotate.ts')),
      ]),
      verb('log', 'list logins, failures and changes of credentials, the latest first (times are UTC)', () =>
        import('./commands/server/log.ts')),
    ]),
  ])
  add('Keep it safe:', [
    verb('backup <file>', 'copy the book of this machine to a file while others go on using it', () =>
      import('./commands/backup.ts')),
    verb('restore <file>', 'replace the book of this machine by a backup; the old book is kept', () =>
      import('./commands/restore.ts')),
    verb('doctor [file]', 'check the book of this machine, or a backup, and who can read it', () =>
      import('./commands/doctor.ts')),
    noun('db', 'move a book between a data folder and PostgreSQL', [
      verb('copy', 'copy a whole book into an empty data folder or database, and compare the two', () =>
        import('./commands/db/copy.ts')),
    ]),
  ])
  add('More:', [
    noun('config', 'show and change what is set for every command', [
      verb('get <key>', 'print a setting', () => import('./commands/config/get.ts')),
      verb('set <key> [value]', 'change a setting, or remove it', () => import('./commands/config/set.ts')),
      verb('list', 'list the settings', () => import('./commands/config/list.ts')),
      verb('path', 'print the path of config.json', () => import('./commands/config/path.ts')),
    ]),
    noun('alias', 'make commands of your own', [
      verb('list', 'list the aliases', () => import('./commands/alias/list.ts')),
      verb('set <name> <expansion>', 'make a word stand for a command and its options', () =>
        import('./commands/alias/set.ts')),
      verb('rm <name...>', 'remove aliases', () => import('./commands/alias/rm.ts')),
    ], { aliases: ['aliases'] }),
    verb('api <method> <path>', 'call an endpoint of the API and print its answer', () => import('./commands/api.ts')),
    verb('completion <shell>', 'print a script that completes commands at a Tab, for bash, zsh or fish', () =>
      import('./commands/completion.ts')),
    verb('help [command...]', 'show the help of a command, or a page such as dates', () =>
      import('./commands/help.ts')),
  ])
  program.addCommand(verb(`${COMPLETE} [shell] [words...]`, 'what fits at the end of a line, for the scripts', () =>
    import('./commands/complete.ts')), { hidden: true })
  program.addHelpText('after', () => aliasesHelp(cx))
  program.addCommand(
    verb('overview', 'show this month at a glance, as `fintrack` alone does', () => import('./commands/overview.ts')),
    { isDefault: true, hidden: true }
  )
  prepare(program, print, cx.io.columns ?? 80)
  return program
}

/** Settles for every command: failures are thrown, help is handed over, as a page of its own. */
function prepare (command: Command, print: (text: string) => void, cells: number): void {
  command
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride((error) => { throw isHelp(error) ? error : usageErrorFor(command, error) })
    .configureOutput({
      writeOut: print,
      writeErr: print,
      outputError: () => {},
      getOutHelpWidth: () => cells,
      getErrHelpWidth: () => cells,
    })
    .configureHelp({ formatHelp: (one) => helpPage(one, { cells, topics: TOPIC_NAMES }) })
    .hook('preSubcommand', async (_, child) => { await loaded(child) })
  for (const child of command.commands) prepare(child, print, cells)
}
