/** A household's month: a card, savings, a receipt over two categories, a trip's tag and a refund. */
import t from 'tap'
import { line, session } from '../helpers/session.ts'

const TERMINAL = { tty: true, columns: 80, env: { NO_COLOR: '1' } }
const NARROW = { ...TERMINAL, columns: 40 }

session(t, 'a month with a card, savings, a split receipt, a trip and a refund reads the same everywhere', [
  line('account add Checking --opening-balance 1240.50', TERMINAL),
  line('account add Card --opening-balance -310 --opening-date 2024-05-01', TERMINAL),
  line('account add Savings', TERMINAL),
  ...['Food', 'Food:Groceries', 'Food:Restaurant', 'Home:Household', 'Home:Rent', 'Travel'].map((name) =>
    line(`category add ${name} -q`)),
  line('budget set food 400 --month may', TERMINAL),
  line('tx add 3200 Salary \'May\' --type income --create --date 05-01 --account checking', TERMINAL),
  line('tx add 980 rent --date 05-02 --account checking', TERMINAL),
  line('tx add 60 \'corner shop\' --split groceries=45 --split household --date 05-03 --account card', TERMINAL),
  line('tx add 84.20 restaurant Trattoria --date 05-10 --account card --tag trip', TERMINAL),
  line('tx add 129 travel \'night train\' --date 05-09 --account card --tag trip --tag train', TERMINAL),
  line('tx add 29 travel \'seat given back\' --refund --date 05-14 --account card --tag trip', TERMINAL),
  line('transfer 500 checking savings \'for the roof\' --date 05-15', TERMINAL),
  line('transfer 554.20 checking card --date 05-28', TERMINAL),
  line('account check card 0 --date 05-31', TERMINAL),
  ...[TERMINAL, NARROW].flatMap((screen) => [
    line('account list', screen),
    line('tx list --month may', screen),
    line('tx list --tag trip', screen),
    line('tx list --category food --parts', screen),
    line('report may', screen),
    line('report may --depth 1', screen),
    line('report may --tree', screen),
    line('report may --by tag', screen),
  ]),
  ...['csv', 'json'].flatMap((format) => [
    line(`tx list --month may -o ${format}`),
    line(`tx list --tag trip --total -o ${format}`),
    line(`report may -o ${format}`),
    line(`report may --by tag -o ${format}`),
    line(`account list -o ${format}`),
  ]),
])
