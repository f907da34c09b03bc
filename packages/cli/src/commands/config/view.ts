/** The columns of `config list` and `config get`. */
import { CONFIG_KEYS, type ConfigKey } from '../../config/keys.ts'
import type { Context } from '../../context.ts'
import type { View } from '../../render/view.ts'

export interface ConfigRow {
  readonly id?: never
  readonly key: string
  readonly value: string | null
  readonly meaning: string
}

export const CONFIG_VIEW: View<ConfigRow> = {
  noun: { one: 'setting', many: 'settings' },
  columns: [
    { name: 'key', value: ({ key }) => key },
    { name: 'value', value: ({ value }) => value, text: ({ value }) => value ?? '-', free: true },
    { name: 'meaning', value: ({ meaning }) => meaning, shrinks: true },
  ],
  keys: ['key', 'value', 'meaning'],
}

export function configRows ({ store, globals }: Context): ConfigRow[] {
  const config = store.config()
  return Object.entries(CONFIG_KEYS).map(([key, one]: [string, ConfigKey]) =>
    ({ key, value: one.get(config, globals) ?? null, meaning: one.meaning }))
}
