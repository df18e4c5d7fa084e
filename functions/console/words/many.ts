// A number with its noun. All three languages have one form for 1 and another for the rest.

/** `n`: the number as it is shown. `one`: it is 1. */
export const many = (n: string, one: boolean, singular: string, plural = `${singular}s`): string =>
  `${n} ${one ? singular : plural}`;
