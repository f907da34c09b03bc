/** A session of accounts, transfers between them and checks of their balances. */
import t from 'tap'
import { session, type Step } from '../helpers/session.ts'

const WIDE = { tty: true, columns: 80, env: { NO_COLOR: '1' } }
const NARROW = { tty: true, columns: 40, env: { NO_COLOR: '1' } }

function line (text: string, options?: Step[1]): Step {
  const argv = Array.from(text.matchAll(/'([^']*)'|\S+/g), ([word, quoted]) => quoted ?? word)
  return options === undefined ? [argv] : [argv, options]
}

const ACCOUNTS: readonly Step[] = [
  line('account list', WIDE),
  line('account list --archived', WIDE),
  line('account add Checking --opening-balance 1240.50'),
  line('account add Savings', WIDE),
  line('account add \'Travel card\' --currency EUR --opening-balance -310 --opening-date 2024-05-01 ' +
    '--bank-id \'de89 3704 0044\' --bank-id card-17 -o json'),
  line('account list', WIDE),
]

session(t, 'accounts are added, listed, shown, changed, archived and removed', [
  ...ACCOUNTS,
  line('account list', NARROW),
  ...['table', 'csv', 'tsv', 'json'].map((format) => line(`account list -o ${format}`)),
  line('transfer 200 checking savings --date 2024-05-03 -q'),
  line('accounts list --on 2024-05-02', WIDE),
  line('account show \'travel card\''),
  line('account show 1', WIDE),
  line('account show savings -o csv'),
  line('account add 17'),
  line('account add Cash --bank-id CARD-17'),
  line('account add Cash --currency EUROS'),
  line('account add Cash --opening-balance 1.234'),
  line('account add Cash --opening-balance 1.234 --currency KWD'),
  line('account add Card --opening-balance -5', WIDE),
  line('account add Cash --opening-date soon'),
  line('account edit savings --name \'Rainy days\' --opening-balance 12 --opening-date 2024-01-01'),
  line('account edit 2 --bank-id A --bank-id B'),
  line('account edit \'rainy days\' --opening-date \'\' --no-bank-id'),
  line('account edit \'rainy days\' --name \'Rainy days\''),
  line('account edit \'rainy days\''),
  line('account edit \'rainy days\' --archive --unarchive'),
  line('account edit \'rainy days\' --currency EUR --opening-balance 5'),
  line('account edit \'travel card\' --currency USD --opening-balance 5', WIDE),
  line('account edit \'rainy days\' --archive'),
  line('account list', WIDE),
  line('account list --all', WIDE),
  line('account list --archived', WIDE),
  line('account list --all --archived'),
  line('account show \'rainy days\''),
  line('account rm \'rainy days\''),
  line('account edit \'rainy days\' --unarchive -o csv'),
  line('account edit cash --opening-balance 0 --archive'),
  line('account rm \'travel card\'', { ...WIDE, answers: ['n'] }),
  line('account rm \'travel card\'', { ...WIDE, answers: ['y'] }),
  line('account rm \'travel crad\''),
  line('account show checkign'),
  line('account add checking'),
  line('undo'),
  line('account list'),
  line('log --fields id,action,summary,rows'),
])

session(t, 'money is transferred between accounts, also between currencies and from a default account', [
  ...ACCOUNTS,
  line('transfer 500 checking savings --date 2024-05-03'),
  line('transfer 100.00 1 2 for the trip --date 2024-05-04 --to-date 2024-05-06 --tag trip --tag plan', WIDE),
  line('transfer 100 savings'),
  line('config set account chekcing'),
  line('config set account CHECKING'),
  line('config get account'),
  line('transfer 50 savings -o json --fields id,type,amount,date,description'),
  line('transfer 50 checking \'travel card\''),
  line('transfer 50 checking \'travel card\' --to-amount 46.10'),
  line('transfer 50 checking \'travel card\' --to-amount 46.10 --to-date 2024-05-22'),
  line('transfer 50 checking savings --to-amount 49'),
  line('transfer 50 checking checking'),
  line('transfer 50 checking nowhere'),
  line('transfer 50 nowhere checking'),
  line('transfer -50 checking savings'),
  line('transfer 1,234 checking savings'),
  line('transfer 50 checking savings --date soon'),
  line('transfer 50 checking savings --to-date soon'),
  line('transfer 50'),
  line('transfer'),
  line('transfer -50'),
  line('config set account --unset'),
  line('account list', WIDE),
  line('report 2024-05'),
])

session(t, 'balances are checked, and the rows since the last check that agreed are listed where one does not', [
  ...ACCOUNTS,
  line('transfer 500 checking savings --date 2024-05-03'),
  line('account check checking 700 --date 2024-05-04'),
  line('account check checking 700 --date 2024-05-02', WIDE),
  line('account check checking 740.50 --date 2024-05-04', WIDE),
  line('transfer 20 checking savings --date 2024-05-05'),
  line('transfer 40 savings checking --date 2024-05-06'),
  line('account check checking 800 --date 2024-05-06 --fields id,date,amount'),
  line('account check checking 760.5 -o json --fields id'),
  line('account check checking 1.00 -o json --fields id'),
  line('transfer 1 checking savings --date 2024-05-05'),
  line('account check checking 760.50 --date 2024-05-20'),
  line('account check \'travel card\' -310'),
  line('account check \'travel card\' -310 -o csv'),
  line('account check savings 480 --date 2024-04-30', WIDE),
  line('account check savings 48,000'),
  line('account check savings 480 --date soon'),
  line('account check nowhere 480'),
  line('account show checking'),
  line('account show \'travel card\''),
])

session(t, 'a transfer is parted and two halves are joined, each in one change', [
  ...ACCOUNTS,
  line('transfer 500 checking savings rent --date 2024-05-03 --to-date 2024-05-05 --tag flat'),
  line('tx part 1'),
  line('report 2024-05'),
  line('tx join 2 1'),
  line('report 2024-05'),
  line('tx part 1 -o json --fields id,type,date,amount,description'),
  line('tx join 1 3 -o json --fields id,type,date,amount,description', WIDE),
  line('undo'),
  line('undo'),
  line('account list', WIDE),
  line('tx join 1 1'),
  line('tx join 1 99'),
  line('tx join 1 x'),
  line('tx join 1 2'),
  line('tx part 99'),
  line('tx add 5'),
  line('tx part 4'),
  line('tx join 1 4'),
  line('log --fields id,summary,undone_by'),
])
