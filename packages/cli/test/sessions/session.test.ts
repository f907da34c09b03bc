/** Whole sessions of a book of one month, of its mistakes, and of scripts. */
import t from 'tap'
import { session, type Step } from '../helpers/session.ts'

const MONTH: readonly Step[] = [
  [['category', 'add', 'Groceries']],
  [['category', 'add', 'Salary', '--type', 'income', '-o', 'json']],
  [['tx', 'add', '12.50', 'groceries', 'milk and bread', '--date', '2024-05-03', '--payee', 'Corner Shop']],
  [['tx', 'add', '3200', 'salary', '--date', '2024-05-28', '-q']],
  [['tx', 'add', '980', 'Rent', '--create', '--date', '2024-05-01', '-o', 'json']],
  [['tx', 'add', '-4', 'groceries', 'bottles back', '--date', '2024-05-04']],
  [['tx', 'add', '18', '--date', '2024-05-09']],
  [['tx', 'add', '900', 'groceries', '--currency', 'JPY', '--date', '2024-05-20']],
  [['budget', 'set', 'groceries', '400', '--month', '2024-05']],
  [['budget', 'set', 'Rent', '950', '--month', '2024-05']],
]

session(t, 'a month as text, on a terminal and in a pipe', [
  ...MONTH,
  [['report', '2024-05']],
  [['report', '2024-05'], { tty: true, columns: 80 }],
  [['report', '2024-05'], { tty: true, columns: 80, env: { NO_COLOR: '1' } }],
  [['report', '2024-05', '--ascii'], { tty: true, columns: 40, env: { NO_COLOR: '1' } }],
  [['report', '2024-06']],
  [['tx', 'list', '--month', '2024-05']],
  [['tx', 'list', '--month', '2024-05'], { tty: true, columns: 80 }],
  [['tx', 'list', '--month', '2024-05'], { tty: true, columns: 40, env: { NO_COLOR: '1' } }],
  [['budget', 'list', '2024-05']],
  [['category', 'list']],
  [['tx', 'list', '--month', '2024-07']],
])

session(t, 'a month in every format', [
  ...MONTH,
  ...['table', 'json', 'csv', 'tsv', 'ndjson'].flatMap((format): Step[] => [
    [['report', '2024-05', '-o', format]],
    [['tx', 'list', '-o', format]],
    [['category', 'list', '-o', format]],
    [['budget', 'list', '-o', format]],
    [['tx', 'list', '--month', '2024-07', '-o', format]],
  ]),
  [['tx', 'list', '-o', 'ndjson', '--fields', 'date,amount', '--limit', '1']],
  [['report', '2024-05', '--currency', 'JPY']],
])

session(t, 'changing and removing', [
  ...MONTH,
  [['tx', 'show', '1']],
  [['tx', 'edit', '1', '--amount', '13.75', '--text', 'milk, bread, eggs']],
  [['tx', 'edit', '1', '2', '--uncategorized']],
  [['tx', 'rm', '5', '-y']],
  [['category', 'edit', 'groceries', '--name', 'Food']],
  [['category', 'rm', 'Food', '--yes']],
  [['category', 'rm', 'Food', '--uncategorize', '-y', '-o', 'json']],
  [['budget', 'rm', 'Rent', '--month', '2024-05', '-y']],
  [['report', '2024-05']],
])

session(t, 'what a change did, field by field', [
  ...MONTH,
  [['tx', 'edit', '1', '--amount', '1300.75', '--text', 'milk\u202e,\tbread', '--payee', '=1+1']],
  [['tx', 'rm', '4', '-yq']],
  [['category', 'rm', 'Groceries', '--uncategorize', '-yq']],
  [['undo', '-q']],
  [['log', '--fields', 'id,action,rows']],
  [['log', '12']],
  [['log', '12'], { tty: true, columns: 80 }],
  [['log', '12'], { tty: true, columns: 48, env: { NO_COLOR: '1' } }],
  [['log', '12', '-o', 'csv']],
  [['log', '13', '-o', 'table']],
  [['log', '14', '--limit', '1']],
  [['log', '15'], { tty: true, columns: 80, env: { NO_COLOR: '1' } }],
  [['log', '9', '-o', 'json']],
  [['log', '14', '-o', 'ndjson', '--fields', 'entity,first_id,field,before']],
  [['log', '99']],
  [['log', 'last']],
])

session(t, 'what goes wrong says how to mend it', [
  ...MONTH,
  [['tx', 'add', '1,234', 'groceries']],
  [['tx', 'add', '1.234', 'groceries']],
  [['tx', 'add', '12.505', 'groceries']],
  [['tx', 'add', '5', 'groceries', '--date', '2024-02-30']],
  [['tx', 'add', '5', 'grocries']],
  [['tx', 'add', '5', 'grocries'], { tty: true, columns: 80, answers: ['n', 'n'], env: { NO_COLOR: '1' } }],
  [['tx', 'show', '99']],
  [['tx', 'rm', '1', '99']],
  [['category', 'add', 'GROCERIES']],
  [['tx', 'rm', '1']],
  [['category', 'rm', 'groceries', '--no-input', '-o', 'json']],
  [['category', 'rm', 'groceries', '-y']],
  [['category', 'edit', 'groceries', '--type', 'income']],
  [['report', '2024-13']],
  [['report', '2024-05', '-o', 'yaml']],
  [['reprot']],
  [['tx', 'lst']],
  [['tx', 'list', '--lmit', '3']],
  [['tx', 'show', '99', '-o', 'json']],
  [['import', '-'], { stdin: '' }],
  [['import', '-'], { stdin: 'date,type,category,amount\n' }],
  [['import', '-'], { stdin: 'when,what,amount\n1,2,3\n' }],
  [['import', '-'], {
    stdin: '\uFEFFdate,type,category,amount\r\n2024-05-01,expense,Groceries,1.00,5\r\n' +
      '2024-02-30,expense,Rent,1.234\r\n2024-05-01,expense,Salary,5\r\n',
  }],
  [['import', 'no-such-file.csv']],
  [['api', 'GET', '/api/nothing/']],
])

// What is not stored in the end may use up ids on PostgreSQL: so it comes last.
session(t, 'importing, and taking it out again', [
  [['import', '-'], {
    stdin: '\uFEFFdate,type,category,amount,payee,description\r\n2024-05-01,expense,Food,1.50,"=cmd()","two\r\n' +
      'lines"\r\n',
  }],
  [['import', '-', '-o', 'json'], {
    stdin: 'date,type,category,amount\n2024-05-02,,Food,2\n2024-05-03,income,Interest,0.05\n',
  }],
  [['import', '-'], { stdin: 'date,type,category,amount\n2024-05-02,,Food,2\n' }],
  [['import', '-', '--again'], { stdin: 'date,type,category,amount\n2024-05-02,,Food,2\n' }],
  [['tx', 'list', '-o', 'csv']],
  [['tx', 'list']],
  [['report', '2024-05']],
  [['import', '-', '--dry-run'], { stdin: 'date,type,category,amount\n2024-05-02,expense,Rent,2\n' }],
  [['category', 'list']],
])

session(t, 'tokens for scripts, and the user', [
  [['token', 'create', 'cron', '-q']],
  [['token', 'create', 'two\nlines', '-q']],
  [['token', 'create', 'backup', '--scope', 'read-write', '--expires-days', '30', '-q', '-o', 'json']],
  [['token', 'create', 'CRON', '-q']],
  ...['table', 'json', 'csv', 'tsv', 'ndjson'].map((format): Step => [['token', 'list', '-o', format]]),
  [['token', 'list'], { tty: true, columns: 100 }],
  [['token', 'revoke', 'corn']],
  [['token', 'revoke', 'cron', '2', '-y']],
  [['token', 'list'], { tty: true, columns: 100 }],
  [['session', 'revoke', '99']],
  [[
    'user', 'edit', '--email', 'ada@example.org', '--currency', 'JPY', '-q', '-o', 'json', '--fields',
    'id,email,currency',
  ]],
  [['user', 'edit', '--email', 'nobody']],
  [['user', '--fields', 'email,currency', '-o', 'csv']],
  [['tx', 'add', '900', '--date', '2024-05-20']],
])
