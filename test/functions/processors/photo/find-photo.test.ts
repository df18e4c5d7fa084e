// Finds the photo in the bodies of each platform.
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/delivery/job.ts';
import { findPhoto } from '../../../../functions/processors/photo/find-photo.ts';
import { sampleJob } from '../../../builders.ts';
import { fixture } from '../../../fixtures/load.ts';

const find = (platform: Job['platform'], body: unknown, key = '', fields: Partial<Job> = {}) =>
  findPhoto({ job: sampleJob({ platform, ...fields }), body: JSON.stringify(body) }, key);
const URL_1 = 'https://media.example.com/1.jpg';
const URL_2 = 'https://media.example.com/2.jpg?token=a%20b';

describe('Treble', () => {
  const variables = (value: unknown) => ({
    actual_response: 'sí',
    user_session_keys: [
      { key: 'otra', value: URL_1 },
      { key: 'foto', value },
    ],
  });

  test('in the answer, or in the classified answer', () => {
    expect(find('treble', { actual_response: ` ${URL_2}\n` })).toBe(URL_2);
    expect(find('treble', { actual_response: 'aquí va', classified_answer: { text: URL_1 } })).toBe(URL_1);
  });

  test('with a variable, only in that variable', () => {
    expect(find('treble', variables(URL_2), 'foto')).toBe(URL_2);
    expect(find('treble', { ...variables('no'), actual_response: URL_1 }, 'foto')).toBeUndefined();
    expect(find('treble', { actual_response: URL_1 }, 'foto')).toBeUndefined();
  });

  test.each<[string, readonly object[], string | undefined]>([
    ['where the variable is missing', [{ key: 'foto_file_url', value: URL_2 }], URL_2],
    [
      'where it holds no URL',
      [
        { key: 'foto', value: 'una voz' },
        { key: 'foto_file_url', value: URL_2 },
      ],
      URL_2,
    ],
    [
      'where it is empty',
      [
        { key: 'foto_file_url', value: URL_2 },
        { key: 'foto', value: '' },
      ],
      URL_2,
    ],
    [
      'and not where it has a URL',
      [
        { key: 'foto_file_url', value: URL_2 },
        { key: 'foto', value: URL_1 },
      ],
      URL_1,
    ],
    ['and of no other variable', [{ key: 'otra_file_url', value: URL_2 }], undefined],
  ])('in the variable of the file %s', (_, user_session_keys, url) => {
    expect(find('treble', { user_session_keys }, 'foto')).toBe(url);
    expect(find('treble', { user_session_keys }, '')).toBeUndefined();
  });

  test('in an unknown event too', () => {
    const fields = { author: 'system', type: 'treble.unrecognised' } as const;
    expect(find('treble', { actual_response: URL_1 }, '', fields)).toBe(URL_1);
  });

  test.each([
    '',
    'hola',
    'mira https://media.example.com/1.jpg',
    'media.example.com/1.jpg',
    'ftp://a/b',
    'data:image/png,x',
    null,
    7,
    {},
  ])('%j is not a photo', (answer) => {
    expect(find('treble', { actual_response: answer })).toBeUndefined();
  });
});

describe('Botmaker', () => {
  test('the image of the customer, or a file', () => {
    expect(find('botmaker', fixture('botmaker', 'message-user-image').body)).toBe(
      'https://media.example.com/2.jpg',
    );
    expect(find('botmaker', { messages: [{ from: 'user', file: URL_2 }] })).toBe(URL_2);
  });

  test('the first photo in the messages of the customer', () => {
    const messages = [
      { from: 'bot', image: 'https://media.example.com/bot.jpg' },
      { from: 'user', message: 'va' },
      { fromCustomer: true, image: URL_1 },
      { from: 'user', image: URL_2 },
    ];
    expect(find('botmaker', { messages })).toBe(URL_1);
  });

  test.each([
    [{ messages: [{ from: 'bot', image: URL_1 }] }],
    [{ messages: [{ from: 'user', message: URL_1 }] }],
    [{ messages: 'none' }],
    [{ messages: [null, 7, []] }],
    [null],
    [[]],
  ])('%j has none', (body) => {
    expect(find('botmaker', body)).toBeUndefined();
  });
});

describe('Trino AI', () => {
  const attachments = [
    { file_type: 'audio', data_url: 'https://media.example.com/a.ogg' },
    { file_type: 'file', data_url: URL_2 },
    { file_type: 'image', data_url: URL_1 },
  ];

  test('the first image in the attachments, or the first file', () => {
    expect(find('trino', { attachments })).toBe(URL_1);
    expect(find('trino', { attachments: attachments.slice(0, 2) })).toBe(URL_2);
    expect(find('trino', { message: { message_type: 'incoming', attachments } })).toBe(URL_1);
  });

  test('not in messages of the company', () => {
    expect(find('trino', { attachments }, '', { author: 'operator' })).toBeUndefined();
    expect(find('trino', { attachments }, '', { author: 'bot' })).toBeUndefined();
  });

  test('not a voice message', () => {
    expect(find('trino', fixture('trino', 'message-created-audio').body)).toBeUndefined();
  });
});
