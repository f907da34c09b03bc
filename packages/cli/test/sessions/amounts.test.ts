/** A session of amounts of three decimals: in accounts of such a currency, and in a book of it. */
import t from 'tap'
import { line, session } from '../helpers/session.ts'

session(t, 'amounts are read in the currency of their row, their account or the book, never of a setting [case 6]', [
  line('tx add 1.255'),
  line('tx add 1.255', { env: { FINTRACK_CURRENCY: 'KWD' } }),
  line('account add Giro'),
  line('account add Gulf --currency KWD --opening-balance 10.500'),
  line('tx add 1.255 Food tea --create --account gulf'),
  line('tx add 2.755 --account gulf --split Food=1.255 --split @giro=1.500'),
  line('tx add 2.755 --account gulf --split Food=1.255 --split Tea --create'),
  line('tx add 1.255 --account giro'),
  line('tx edit 1 --amount 1.755'),
  line('tx split 1 Food=1.250 Tea'),
  line('tx add 4 Food --account giro'),
  line('tx edit 3 --amount 1.234'),
  line('tx edit 3 --to-account gulf --to-amount 1.234'),
  line('tx edit 3 --to-amount 1.235'),
  line('tx list --min 1.700'),
  line('tx list --account gulf --min 1.700 --fields id,amount'),
  line('budget set food 150.000'),
  line('user edit --currency KWD -q'),
  line('budget set food 150.000'),
  line('tx add 1.255 food --account gulf'),
  line('tx list --min 1.250 --max 1.260 --fields id,amount,currency'),
])
