// A thread that takes memory until it gets no more.
const kept: string[][] = [];
for (;;) kept.push(Array.from({ length: 100_000 }, (_, at) => `${kept.length} ${at}`));
