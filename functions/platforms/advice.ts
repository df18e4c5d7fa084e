// Advice on a reason, including a refusal by a platform.
import type { Advice, RefusedAdvice } from '../core/reason/advice.ts';
import { adviceOn } from '../core/reason/advice-on.ts';
import type { Language } from '../runtime/language.ts';
import { botmakerRefused } from './botmaker/advice.ts';
import { byPlatform, findPlatform } from './list.ts';
import { trebleRefused } from './treble/advice.ts';
import { trinoRefused } from './trino/advice.ts';

/** What a status other than 401 and 403 means. */
const findRefused = byPlatform<RefusedAdvice>({
  treble: trebleRefused,
  botmaker: botmakerRefused,
  trino: trinoRefused,
});

/** `reason` comes from a log line or an entry: `processor_timeout`, `treble_404`, or a reason of another version. */
export function adviceOnReason(reason: string, language: Language = 'en'): Advice {
  const [, platform = '', text] = /^([a-z]+)_(\d{3})$/.exec(reason) ?? [];
  const refused = findRefused(platform);
  if (!refused) return adviceOn(reason, language);
  const status = Number(text);
  return status === 401 || status === 403
    ? KEY_REFUSED[language](labelOf(platform), status)
    : refused[language](status);
}

const labelOf = (platform: string): string => findPlatform(platform)?.label ?? platform;

const KEY_REFUSED: Readonly<Record<Language, (platform: string, status: number) => Advice>> = {
  en: (platform, status) => ({
    summary: `${platform} refuses our calls (${status}): the key is wrong or missing, or has too few rights`,
    action:
      'Set the key: `npx acuse source edit <source> --api-key`. Where it is on the platform’s screens is in `docs/platforms`. Nothing is lost: what waits is sent when the key is right, until its window closes. Then dismiss the entry.',
  }),
  es: (platform, status) => ({
    summary: `${platform} rechaza nuestras llamadas (${status}): la clave es incorrecta, falta o tiene pocos permisos`,
    action:
      'Ponga la clave: `npx acuse source edit <source> --api-key`. En `docs/platforms` está dónde encontrarla en la plataforma. Nada se pierde: lo que espera se envía cuando la clave es correcta, hasta que se cierra su ventana. Luego descarte la entrada.',
  }),
  pt: (platform, status) => ({
    summary: `${platform} recusa nossas chamadas (${status}): a chave está errada, falta ou tem poucos direitos`,
    action:
      'Defina a chave: `npx acuse source edit <source> --api-key`. Em `docs/platforms` está onde encontrá-la na plataforma. Nada se perde: o que espera é enviado quando a chave estiver certa, até a janela fechar. Depois descarte a entrada.',
  }),
};
