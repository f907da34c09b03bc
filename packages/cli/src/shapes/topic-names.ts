/** The pages of `fintrack help` that are of no command: each has its text in `commands/help-topics.ts`. */
export const TOPIC_NAMES = ['options', 'environment', 'exit-codes', 'formatting', 'dates'] as const
export type TopicName = (typeof TOPIC_NAMES)[number]
