/** The examples of a document: its `console` blocks, as commands with what they print. */
export interface Example { readonly command: string, readonly printed: string }
export interface ConsoleBlock { readonly name: string, readonly examples: readonly Example[] }

const BLOCK = /^```console ?(\w*)\n([\s\S]*?)^```$/gm

export function consoleBlocks (markdown: string): ConsoleBlock[] {
  return [...markdown.matchAll(BLOCK)].map(([, name = '', text = '']) => ({
    name,
    examples: text.split(/^(?=\$ )/m).map((part) => {
      const [line = '', ...printed] = part.split('\n')
      return { command: line.slice(2), printed: printed.join('\n') }
    }),
  }))
}

/** The document with each of its blocks' examples replaced, in their order. */
export function withBlocks (markdown: string, blocks: ReadonlyArray<readonly Example[]>): string {
  const left = [...blocks]
  return markdown.replace(BLOCK, (_, name: string) => {
    const examples = (left.shift() ?? []).map(({ command, printed }) => `$ ${command}\n${printed}`).join('')
    return `\`\`\`console${name === '' ? '' : ` ${name}`}\n${examples}\`\`\``
  })
}
