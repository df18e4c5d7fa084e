// What a platform's webhooks say about a conversation that is answered: echoes of our messages, and who has it. Each
// such platform's folder reads them.
import type { Job } from '../core/delivery/job.ts';
import type { Silence } from '../core/wait/conversation-memory.ts';
import type { Echo } from '../core/wait/echo.ts';

export interface Sign {
  /** A message to the customer, or its status. It may be ours. */
  readonly echo?: Echo;
  /** Whose the conversation is, if the message is not ours. */
  readonly turn?: 'person' | 'bot';
  /** The platform's mark of the visit, where a new one makes the conversation the bot's again. */
  readonly visit?: string;
}

export interface PlatformSigns {
  /** Of any event. Undefined: nothing. Never throws. */
  read(job: Pick<Job, 'type' | 'author' | 'private'>, body: unknown): Sign | undefined;
  /** Whether a customer's message says that the conversation is the bot's again. Never throws. */
  isBots(body: unknown, silence: Silence): boolean;
}
