// acuse completion <shell>: the script that completes commands and options by the tab key.
import { type CliCommand, type CommandOptions, commandNamed, firstArgument, UsageError } from '../command.ts';

/** `words`: what the script of a shell calls, with what is typed so far. */
const WORDS = 'words';

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_acuse() {
  local words
  words=$(acuse completion ${WORDS} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _acuse acuse`,
  zsh: `#compdef acuse
_acuse() {
  local -a found
  found=(\${(f)"$(acuse completion ${WORDS} -- \${words[2,CURRENT]} 2>/dev/null)"})
  compadd -a found
}
compdef _acuse acuse`,
  fish: `complete -c acuse -f -a '(acuse completion ${WORDS} -- (commandline -opc)[2..] (commandline -ct))'`,
};

/** In the project, \`acuse\` is not in the path of the shell. */
const ALIAS = `acuse() { npx --no-install acuse "$@"; }`;

export function completion(commands: readonly CliCommand[], common: CommandOptions): CliCommand {
  const shells = Object.keys(SCRIPTS);
  return {
    name: 'completion',
    takes: ['shell'],
    rest: 'word',
    summary: `Prints the script for completion by the tab key: ${shells.join(', ')}`,
    examples: ['completion bash >> ~/.bashrc', 'completion fish > ~/.config/fish/completions/acuse.fish'],
    run: async (_target, input) => {
      const shell = firstArgument(input, 'shell');
      const [, ...typed] = input.args;
      if (shell === WORDS) {
        const words = completionsOf(typed, commands, common);
        return { json: words, text: words.join('\n') };
      }
      const script = SCRIPTS[shell];
      if (script === undefined) throw new UsageError(`completion knows ${shells.join(', ')}, not ${shell}`);
      const text = shell === 'fish' ? script : `${ALIAS}\n${script}`;
      return { json: { shell, script: text }, text };
    },
  };
}

/** What may stand in place of the last word. */
export function completionsOf(
  typed: readonly string[],
  commands: readonly CliCommand[],
  common: CommandOptions,
): string[] {
  const words = typed.slice(0, -1).filter((word) => !word.startsWith('-'));
  const command = commandNamed(words, commands);
  const last = typed.at(-1) ?? '';
  const previous = typed.at(-2) ?? '';
  const options = { ...command?.options, ...common };
  const values = previous.startsWith('--') ? options[previous.slice(2)]?.completes : undefined;
  const found =
    values ??
    (last.startsWith('-') || command
      ? Object.keys(options).map((name) => `--${name}`)
      : commands.flatMap(({ name }) => nextWord(name, words)));
  return [...new Set(found)].filter((word) => word.startsWith(last));
}

function nextWord(name: string, words: readonly string[]): string[] {
  const parts = name.split(' ');
  const fits = words.every((word, at) => word === parts[at]);
  const next = parts[words.length];
  return fits && next !== undefined ? [next] : [];
}
