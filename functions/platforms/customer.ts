// The customer of an event, with the same fields on every platform.

export interface Customer {
  readonly name: string | undefined;
  /** Digits alone, with the code of the country, as the platform has them: `573001234567`. */
  readonly phone: string | undefined;
}

/** Undefined if the text is no telephone number with the code of its country: E.164 has at most 15 digits. */
export function phoneDigits(text = ''): string | undefined {
  const number = text.trim().replace(/^whatsapp:/, '');
  if (!/^\(?[+\d(][\d\s().-]*$/.test(number)) return undefined;
  const digits = number.replace(/\D/g, '').replace(/^00/, '');
  return digits.length >= 8 && digits.length <= 15 ? digits : undefined;
}
