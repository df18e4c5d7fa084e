// A thread that never answers.
for (;;) Math.sqrt(2);
