// A POST to the API as its functions get it: in the format of the gateway.
import { sourceUrl } from '../functions/core/source/source-url.ts';
import { findFirstSource } from '../functions/platforms/list.ts';
import { httpEvent } from '../local/services/http-api/http-event.ts';

/** The webhook URL of a source that every deployment starts with. */
export function hookUrl(baseUrl: string, key: string, id: string): string {
  const source = findFirstSource(id);
  if (!source) throw new Error(`There is no source ${id}.`);
  return sourceUrl(baseUrl, { current: key }, source);
}

export function postEvent(url: string, body: string): object {
  const { pathname, search } = new URL(url);
  const [, root = '', source = ''] = pathname.split('/');
  return httpEvent(
    {
      requestId: 'bench',
      receivedAtMs: Date.now(),
      method: 'POST',
      target: pathname + search,
      rawHeaders: ['host', 'acuse.example', 'content-type', 'application/json', 'user-agent', 'treble'],
      body: Buffer.from(body),
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
    },
    { key: root === 'hooks' ? 'ANY /hooks/{source}' : 'ANY /resume', variables: { source } },
  );
}
