// What is remembered of a conversation whose messages are answered one by one: whether a person has it, and which messages of ours
// may come back as echoes without our marker.

export interface ConversationMemory {
  load(conversation: string): Promise<Remembered>;
  /** A person has it: we are silent until `free`. */
  silence(conversation: string, silence: Silence): Promise<void>;
  free(conversation: string): Promise<void>;
  /** Before a call whose echo may have no marker. */
  expectEcho(conversation: string, expected: ExpectedEcho): Promise<void>;
  /** Whether an echo of a call ever came to this source. */
  hasEchoes(source: string): Promise<boolean>;
  /** One came. */
  noteEcho(source: string): Promise<void>;
}

export interface Silence {
  /** `us`: our own answer handed it over. */
  readonly by: 'us' | 'person';
  readonly atMs: number;
  /** The platform's mark of the visit, where a new one makes the conversation the bot's again. */
  readonly visit?: string;
}

export interface ExpectedEcho {
  /** Of the session. */
  readonly ref: string;
  readonly call: string;
  /** SHA-256. */
  readonly digest: string;
  readonly atMs: number;
}

export interface Remembered {
  readonly silence?: Silence;
  /** Oldest first. */
  readonly expected: readonly ExpectedEcho[];
}
