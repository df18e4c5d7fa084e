// Every shape that Botmaker is known to send, and how it is read.
import { readBotmaker } from '../../../functions/platforms/botmaker/inbound.ts';
import {
  BOT_SAYS,
  CUSTOMER_SAYS,
  type Expected,
  fixtureTable,
  NOISE,
  OPERATOR_SAYS,
  PLATFORM_TELLS,
} from './fixture-table.ts';

const onChannel = (channel: string, contact: string) => ({
  channel,
  conversation: ['botmaker', channel, contact],
});
const whatsapp = onChannel('TIENDA-whatsapp-541150000000', '5491150000001');
const webchat = 'TIENDA-webchat-tienda';

const message = { type: 'botmaker.message', deduplicationKey: 'own' } as const;
const fromUser = { ...message, ...CUSTOMER_SAYS, ...whatsapp };
const fromBot = { ...message, ...BOT_SAYS, ...whatsapp };
const fromOperator = { ...message, ...OPERATOR_SAYS, ...whatsapp };
const status = { type: 'botmaker.status', ...NOISE, ...whatsapp, deduplicationKey: 'own' } as const;
const unrecognised = { type: 'botmaker.unrecognised', ...PLATFORM_TELLS, deduplicationKey: 'none' } as const;

const table: Record<string, Expected> = {
  'message-user-text': fromUser,
  'message-user-text-2025': fromUser,
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
  'message-with-chat-id-only': { ...fromUser, ...onChannel(webchat, 'WEBCHAT0001') },
  'message-without-id': { ...fromUser, deduplicationKey: 'none' },
  'message-empty': { ...unrecognised, unrecognised: 'no_messages', ...whatsapp },
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
