// Check digits of cards and numbers.

/** ICAO 9303-3, 4.9: weights 7, 3, 1; letters count from 10, the filler 0. The last character is the digit. */
export function fitsIcao(text: string): boolean {
  if (!/^[0-9A-Z<]+\d$/.test(text)) return false;
  const values = Array.from(text, (letter) => (letter === '<' ? 0 : Number.parseInt(letter, 36)));
  const sum = values.slice(0, -1).reduce((total, value, at) => total + value * ([7, 3, 1][at % 3] ?? 0), 0);
  return sum % 10 === values.at(-1);
}

/** A Chilean RUN, `12345678-5`: modulo 11, weights 2 to 7 from the right; 11 is 0, and 10 is K. */
export function fitsRun(run: string): boolean {
  const [, number = '', digit = ''] = /^(\d{6,8})-([\dK])$/.exec(run) ?? [];
  const sum = Array.from(number)
    .reverse()
    .reduce((total, value, at) => total + Number(value) * (2 + (at % 6)), 0);
  const check = 11 - (sum % 11);
  return number !== '' && digit === (check === 11 ? '0' : check === 10 ? 'K' : String(check));
}
