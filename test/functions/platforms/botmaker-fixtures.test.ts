// Every known shape of Botmaker webhooks, and the expected result.
import { readBotmaker } from '../../../functions/platforms/botmaker/inbound.ts';
import {
  type Expected,
  FROM_BOT,
  FROM_CUSTOMER,
  FROM_OPERATOR,
  FROM_PLATFORM,
  fixtureTable,
  NOISE,
} from './fixture-table.ts';

const onChannel = (channel: string, contact: string) => ({
  channel,
  conversation: ['botmaker', channel, contact],
});
const whatsapp = onChannel('TIENDA-whatsapp-541150000000', '5491150000001');
const webchat = 'TIENDA-webchat-tienda';

const message = { type: 'botmaker.message', deduplicationKey: 'own' } as const;
const fromUser = { ...message, ...FROM_CUSTOMER, ...whatsapp, wait: 'opens' } as const;
const fromBot = { ...message, ...FROM_BOT, ...whatsapp };
const fromOperator = { ...message, ...FROM_OPERATOR, ...whatsapp };
const status = { type: 'botmaker.status', ...NOISE, ...whatsapp, deduplicationKey: 'own' } as const;
const unrecognised = { type: 'botmaker.unrecognised', ...FROM_PLATFORM, deduplicationKey: 'none' } as const;

const table: Record<string, Expected> = {
  'message-user-text': fromUser,
  'message-user-text-2025': fromUser,
  'message-user-without-telephone': {
    ...fromUser,
    ...onChannel('TIENDA-whatsapp-541150000000', 'CO.8fK2mZ0q71LxA9'),
  },
  'message-user-image': fromUser,
  'message-user-audio': fromUser,
  'message-user-location': fromUser,
  'message-user-button': fromUser,
  'message-user-template-button': fromUser,
  'message-bot-several': fromBot,
  'message-bot-variables-as-objects': fromBot,
  'message-operator': fromOperator,
  'message-agent': fromOperator,
  'message-user-then-bot': fromUser,
  'message-operator-then-bot': fromOperator,
  'message-webchat': { ...fromUser, ...onChannel(webchat, 'visitor-0001') },
  'message-without-contact': { ...fromUser, ...onChannel(webchat, 'CUSTOMER0000000000A1') },
  'message-with-chat-id-only': { ...message, ...FROM_CUSTOMER, ...onChannel(webchat, 'WEBCHAT0001') },
  'message-without-id': { ...fromUser, deduplicationKey: 'none' },
  'message-empty': { ...unrecognised, unrecognised: 'no_messages', ...whatsapp },
  'message-user-in-queue': { ...fromUser, taken: true },
  'message-bot-answer': fromBot,
  'status-of-answer': status,
  'status-of-answer-failed': status,
  'status-delivered': status,
  'status-read': status,
  'status-sent': status,
  'status-failed': status,
  'status-error': status,
  'unknown-type': { ...unrecognised, unrecognised: 'unknown_type', ...whatsapp },
  'code-action': { ...unrecognised, unrecognised: 'code_action' },
  'hand-made': { ...unrecognised, unrecognised: 'no_type' },
};

fixtureTable('botmaker', readBotmaker, table);
