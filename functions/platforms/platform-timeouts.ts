// The events by which a platform says that it has stopped waiting and has gone on without us. Treble: a message block
// has an alternate flow, after 5 minutes by default. Only the worker loads this file.
// https://help.treble.ai/en/api-reference/webhooks/conversation-editor/timeout-api
const EVENTS: readonly string[] = ['treble.timeout'];

/** `type`: of a job, `treble.timeout`. */
export const isPlatformTimeout = (type: string): boolean => EVENTS.includes(type);
