export { COUNTED, KEYS_TABLE, TABLES, type Table } from '../features/resources.ts'
