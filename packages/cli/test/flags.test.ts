/** The options that each command makes of its arguments and flags: all of them, whole. */
import { call, type Send } from '@fintrack/contract/call'
import { day } from '@fintrack/contract/dates'
import { Command } from 'commander'
import t from 'tap'
import * as accountAdd from '../src/commands/account/add.ts'
import * as accountCheck from '../src/commands/account/check.ts'
import * as accountEdit from '../src/commands/account/edit.ts'
import * as accountList from '../src/commands/account/list.ts'
import * as accountRm from '../src/commands/account/rm.ts'
import * as accountShow from '../src/commands/account/show.ts'
import * as userDelete from '../src/commands/user/delete.ts'
import * as userEdit from '../src/commands/user/edit.ts'
import * as userPassword from '../src/commands/user/password.ts'
import * as api from '../src/commands/api.ts'
import * as backup from '../src/commands/backup.ts'
import * as budgetList from '../src/commands/budget/list.ts'
import * as budgetRm from '../src/commands/budget/rm.ts'
import * as budgetSet from '../src/commands/budget/set.ts'
import * as categoryAdd from '../src/commands/category/add.ts'
import * as categoryEdit from '../src/commands/category/edit.ts'
import * as categoryList from '../src/commands/category/list.ts'
import * as categoryMerge from '../src/commands/category/merge.ts'
import * as categoryRename from '../src/commands/category/rename.ts'
import * as categoryRm from '../src/commands/category/rm.ts'
import * as configGet from '../src/commands/config/get.ts'
import * as configSet from '../src/commands/config/set.ts'
import * as dbCopy from '../src/commands/db/copy.ts'
import * as doctor from '../src/commands/doctor.ts'
import * as importFile from '../src/commands/import.ts'
import * as log from '../src/commands/log.ts'
import * as login from '../src/commands/login.ts'
import * as passwd from '../src/commands/passwd.ts'
import * as register from '../src/commands/register.ts'
import * as report from '../src/commands/report.ts'
import * as restore from '../src/commands/restore.ts'
import * as serve from '../src/commands/serve.ts'
import * as keysRotate from '../src/commands/server/keys/rotate.ts'
import * as serverLog from '../src/commands/server/log.ts'
import * as userPasswd from '../src/commands/server/user/passwd.ts'
import * as userRm from '../src/commands/server/user/rm.ts'
import * as sessionRevoke from '../src/commands/session/revoke.ts'
import * as tagRename from '../src/commands/tag/rename.ts'
import * as tagRm from '../src/commands/tag/rm.ts'
import * as tokenCreate from '../src/commands/token/create.ts'
import * as tokenRevoke from '../src/commands/token/revoke.ts'
import * as transfer from '../src/commands/transfer.ts'
import * as txAdd from '../src/commands/tx/add.ts'
import * as txEdit from '../src/commands/tx/edit.ts'
import * as txJoin from '../src/commands/tx/join.ts'
import * as txList from '../src/commands/tx/list.ts'
import * as txPart from '../src/commands/tx/part.ts'
import * as txRm from '../src/commands/tx/rm.ts'
import * as txShow from '../src/commands/tx/show.ts'
import * as txSplit from '../src/commands/tx/split.ts'
import * as undo from '../src/commands/undo.ts'
import type { Context } from '../src/context.ts'

/** The file of a command whose work a test can replace. */
interface Definition<Options> {
  define(command: Command, cx: Context, run: (cx: Context, options: Options) => Promise<void>): void
}

/** The book of a user in Kuwait, asked only for an amount that can be read two ways. */
const send: Send = async () => ({
  status: 200, body: { id: 1, username: 'anna', email: '', currency: 'KWD' },
})
const CX = {
  today: () => day('2024-05-20'),
  api: async () => ({ call: (endpoint: never, input: never) => call(endpoint, input, send) }),
} as unknown as Context

async function optionsOf<Options> (definition: Definition<Options>, argv: readonly string[]): Promise<unknown> {
  let options: Options | undefined
  const command = new Command('test')
  definition.define(command, CX, async (_, seen) => { options = seen })
  await command.parseAsync(argv, { from: 'user' })
  return options
}

/** What a command gets of each of these lines. */
type Table = ReadonlyArray<readonly [argv: string, options: unknown]>

function table<Options> (name: string, definition: Definition<Options>, rows: Table): void {
  void t.test(`${name} gets its options from its arguments and flags`, async (t) => {
    for (const [argv, options] of rows) {
      t.strictSame(await optionsOf(
        definition, argv === '' ? [] : argv.split(' ').map((word) => word.replaceAll('_', ' ').replace('""', ''))
      ), options, `${name} ${argv}`)
    }
  })
}

const [ADD, TODAY] = [{ date: '2024-05-20' }, '2024-05-20']
/** What is read once the currency of the row is known. */
function typed (text: string, name = 'The amount') {
  return { text, name }
}

const BARE_ADD = { refund: false, create: false }
table('tx add', txAdd, [
  ['12.50', { ...BARE_ADD, transaction: { date: TODAY, type: 'expense' }, amount: typed('12.50') }],
  ['12.50 groceries', { ...BARE_ADD, transaction: { ...ADD, category: 'groceries' }, amount: typed('12.50') }],
  ['12.50 4 milk_and_bread', {
    ...BARE_ADD, transaction: { ...ADD, category: '4', description: 'milk and bread' }, amount: typed('12.50'),
  }],
  ['-5 groceries', { ...BARE_ADD, transaction: { ...ADD, category: 'groceries' }, amount: typed('-5') }],
  ['5 groceries --refund', {
    ...BARE_ADD, transaction: { ...ADD, category: 'groceries' }, amount: typed('5'), refund: true,
  }],
  ['5 --type income', { ...BARE_ADD, transaction: { ...ADD, type: 'income' }, amount: typed('5') }],
  ['5 groceries --date yesterday', {
    ...BARE_ADD, transaction: { date: '2024-05-19', category: 'groceries' }, amount: typed('5'),
  }],
  ['1.234 x --payee P --currency kwd --create --type expense', {
    transaction: { ...ADD, category: 'x', payee: 'P', currency: 'KWD', type: 'expense' },
    amount: typed('1.234'),
    refund: false,
    create: true,
  }],
  ['60 lamp --account giro --tag a --tag b --split x=45 --split @loan', {
    ...BARE_ADD,
    transaction: { ...ADD, description: 'lamp', tags: ['a', 'b'] },
    amount: typed('60'),
    parts: [{ name: 'x', isAccount: false, amount: typed('45', '--split x') }, { name: 'loan', isAccount: true }],
    account: 'giro',
  }],
])
table('tx list', txList, [
  ['', { filters: {} }],
  ['--month may', { filters: { month: '2024-05' } }],
  ['--from 05-01 --to today', { filters: { from: '2024-05-01', to: TODAY } }],
  ['--category food --category 4 --uncategorized --type income --search milk', {
    filters: { category: ['food', '4'], uncategorized: true, type: 'income', q: 'milk' },
  }],
  ['--currency kwd --min 1.234 --max 2 --sort -amount --limit 10', {
    filters: { currency: 'KWD', min: '1.234', max: '2', sort: '-amount' }, most: 10,
  }],
  ['--min 1.234 --max 1.235', { filters: { min: '1.234', max: '1.235' } }],
  ['--account giro --tag a --tag b --type transfer --parts', {
    filters: { account: 'giro', tag: ['a', 'b'], type: 'transfer' }, parts: true,
  }],
  ['--total', { filters: {}, total: true }],
])
table('tx show', txShow, [['17 3 017', [17, 3]]])
table('tx rm', txRm, [['17 3 017', [17, 3]]])
table('tx edit', txEdit, [
  ['17 --amount 13.20', { ids: [17], change: {}, amount: typed('13.20', '--amount') }],
  ['17 18 --category eating_out --date -3d', { ids: [17, 18], change: { category: 'eating out', date: '2024-05-17' } }],
  ['17 --uncategorized --type income --payee "" --text t --currency eur', {
    ids: [17], change: { category: null, type: 'income', payee: '', description: 't', currency: 'EUR' },
  }],
])
table('tx edit', txEdit, [
  ['17 --account giro --tag a --untag b', { ids: [17], change: { account: 'giro' }, tag: ['a'], untag: ['b'] }],
  ['17 --no-account --split a=5 --split b', {
    ids: [17], change: { account: null },
    parts: [{ name: 'a', isAccount: false, amount: typed('5', '--split a') }, { name: 'b', isAccount: false }],
  }],
  ['17 --to-account b --to-amount 5 --to-date today', {
    ids: [17], change: { type: 'transfer', to_account: 'b', to_date: TODAY }, toAmount: typed('5', '--to-amount'),
  }],
])
table('tx split', txSplit, [
  ['17 --none', { ids: [17], change: { splits: [] } }],
  ['17 a=b=5 @c', {
    ids: [17],
    change: {},
    parts: [{ name: 'a=b', isAccount: false, amount: typed('5', 'the part a=b') }, { name: 'c', isAccount: true }],
  }],
])
table('tag rename', tagRename, [['a b/c', { from: 'a', to: 'b/c' }]])
table('tag rm', tagRm, [['a', 'a']])
table('category add', categoryAdd, [
  ['food', { name: 'food', type: 'expense' }], ['tips --type income', { name: 'tips', type: 'income' }],
])
table('category edit', categoryEdit, [
  ['food --name groceries', { category: 'food', change: { name: 'groceries' } }],
  ['4 --type income', { category: '4', change: { type: 'income' } }],
  ['food --archive', { category: 'food', change: { archived: true } }],
  ['food --unarchive --name meals', { category: 'food', change: { name: 'meals', archived: false } }],
])
table('category list', categoryList, [
  ['', { all: false, tree: false }], ['--all --tree', { all: true, tree: true }],
])
table('category rename', categoryRename, [['food food:out', { from: 'food', to: 'food:out' }]])
table('category merge', categoryMerge, [['4 food', { from: '4', to: 'food' }]])
table('category rm', categoryRm, [
  ['food', { category: 'food', uncategorize: false }],
  ['food --reassign-to 4', { category: 'food', uncategorize: false, reassignTo: '4' }],
  ['food --uncategorize', { category: 'food', uncategorize: true }],
])
table('budget set', budgetSet, [
  ['food 400', { category: 'food', limit: '400', month: '2024-05' }],
  ['food 1.255', { category: 'food', limit: '1.255', month: '2024-05' }],
  ['4 400.50 --month next', { category: '4', limit: '400.50', month: '2024-06' }],
])
table('budget list', budgetList, [['', {}], ['last', { month: '2024-04' }]])
table('budget rm', budgetRm, [
  ['food', { category: 'food', month: '2024-05' }], ['food --month 2024-01', { category: 'food', month: '2024-01' }],
])
table('import', importFile, [
  ['bank.csv', { file: 'bank.csv', dryRun: false, again: false }],
  ['- --dry-run --again', { file: '-', dryRun: true, again: true }],
])
table('log', log, [['', {}], ['17', { id: 17 }], ['17 --limit 5', { id: 17, most: 5 }], ['--limit 5', { most: 5 }]])
table('undo', undo, [['', []], ['19 18 19', [19, 18]]])
table('report', report, [
  ['', { month: '2024-05' }], ['last --currency eur', { month: '2024-04', currency: 'EUR' }],
  ['--depth 1 --tree', { month: '2024-05', depth: 1, tree: true }],
])

const NOBODY = { username: undefined, passwordStdin: false }
const ANNA = { username: 'anna', passwordStdin: true }
table('login', login, [['', NOBODY], ['--username anna --password-stdin', ANNA]])
table('passwd', passwd, [['', NOBODY], ['--username anna --password-stdin', ANNA]])
table('register', register, [
  ['', { ...NOBODY, email: undefined, currency: undefined }],
  ['--username anna --password-stdin', { ...ANNA, email: undefined, currency: undefined }],
  ['--email a@b.example --currency eur', { ...NOBODY, email: 'a@b.example', currency: 'EUR' }],
])
table('user edit', userEdit, [
  ['--email a@b.example', { email: 'a@b.example' }], ['--currency eur', { currency: 'EUR' }],
  ['--email "" --currency EUR', { email: '', currency: 'EUR' }],
])
table('user password', userPassword, [
  ['', { passwordStdin: false }], ['--password-stdin', { passwordStdin: true }],
])
table('user delete', userDelete, [['', { passwordStdin: false }], ['--password-stdin', { passwordStdin: true }]])
table('session revoke', sessionRevoke, [['4 7 4', [4, 7]]])
table('token create', tokenCreate, [
  ['cron', { name: 'cron', scope: 'read', days: undefined }],
  ['cron --scope read-write --expires-days 030', { name: 'cron', scope: 'read-write', days: 30 }],
])
table('token revoke', tokenRevoke, [['cron 2', ['cron', '2']]])
table('serve', serve, [
  ['', { host: undefined, port: undefined, verbose: false }],
  ['--host ::1 --port 0 --verbose', { host: '::1', port: '0', verbose: true }],
])
table('server user passwd', userPasswd, [
  ['bela', { username: 'bela', passwordStdin: false }],
  ['bela --password-stdin', { username: 'bela', passwordStdin: true }],
])
table('server user rm', userRm, [['bela', 'bela']])
table('server keys rotate', keysRotate, [['', { endSessions: false }], ['--end-sessions', { endSessions: true }]])
table('server log', serverLog, [['', { user: undefined }], ['--user bela', { user: 'bela' }]])
table('backup', backup, [['book.db', 'book.db']])
table('restore', restore, [['book.db', 'book.db']])
table('doctor', doctor, [['', undefined], ['book.db', 'book.db']])
table('db copy', dbCopy, [
  ['--from folder --to database', { from: 'folder', to: 'database', live: false }],
  ['--from a --to b --live', { from: 'a', to: 'b', live: true }],
])
table('config get', configGet, [['output', 'output']])
table('config set', configSet, [
  ['output json', { key: 'output', value: 'json', unset: false }],
  ['output --unset', { key: 'output', value: undefined, unset: true }],
])
const BARE = { fields: [], input: undefined, headers: {}, include: false }
table('api', api, [
  ['get /api/health/', { ...BARE, method: 'GET', path: '/api/health/' }],
  ['POST x -f a=1 -f b= --input - -i -H If-Match:_"v1" -H idempotency-key:k', {
    method: 'POST',
    path: 'x',
    fields: [['a', '1'], ['b', '']],
    input: '-',
    include: true,
    headers: { ifMatch: '"v1"', idempotencyKey: 'k' },
  }],
])

table('account list', accountList, [
  ['', { archived: false }],
  ['--on 05-03 --archived', { archived: true, on: '2024-05-03' }],
  ['--all', {}],
])
table('account add', accountAdd, [
  ['Cash', { name: 'Cash' }],
  ['Card --currency eur --opening-balance -310 --opening-date yesterday --bank-id A --bank-id B', {
    name: 'Card', currency: 'EUR', openingBalance: '-310', openingDate: '2024-05-19', bankIds: ['A', 'B'],
  }],
])
table('account show', accountShow, [['Card', 'Card']])
table('account edit', accountEdit, [
  ['Card --name Cash --currency eur --opening-balance -310 --opening-date 05-01 --bank-id A --bank-id B --archive', {
    account: 'Card',
    change: {
      name: 'Cash', currency: 'EUR', opening_balance: '-310', opening_date: '2024-05-01', bank_ids: ['A', 'B'],
      archived: true,
    },
  }],
  ['Card --no-bank-id --unarchive --opening-date=', {
    account: 'Card', change: { opening_date: null, bank_ids: [], archived: false },
  }],
  ['Card --no-bank-id --bank-id A', { account: 'Card', change: { bank_ids: ['A'] } }],
])
table('account rm', accountRm, [['Card', 'Card']])
table('account check', accountCheck, [
  ['Card -310', { account: 'Card', amount: '-310', date: '2024-05-20' }],
  ['Card 12.50 --date -3d', { account: 'Card', amount: '12.50', date: '2024-05-17' }],
])
table('transfer', transfer, [
  ['500 savings', { amount: '500', to: 'savings', date: '2024-05-20' }],
  ['500 checking savings for the trip --date 05-03 --to-date 05-04 --to-amount 460 --tag a --tag b', {
    amount: '500', from: 'checking', to: 'savings', date: '2024-05-03', toDate: '2024-05-04', toAmount: '460',
    description: 'for the trip', tags: ['a', 'b'],
  }],
])
table('tx join', txJoin, [['17 21', [17, 21]]])
table('tx part', txPart, [['17', '17']])
