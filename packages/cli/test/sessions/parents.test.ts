/** A session of categories that have others below them. */
import t from 'tap'
import { line, session } from '../helpers/session.ts'

session(t, 'a category is removed by itself, and what uses those below it is no use of it [case 11]', [
  line('category add Food'),
  line('tx add 5 Food:Restaurant --create'),
  line('budget set food 100'),
  line('budget set food:restaurant 40'),
  line('category rm food --yes'),
  line('undo'),
  line('category rm food --uncategorize --yes'),
  line('category list'),
  line('budget list'),
])
