// Runs before npm start, npm test and npx acuse, and says what to do where an installation is not complete. An older
// Node.js cannot read TypeScript, so this is JavaScript, without packages, that any Node.js since 18 reads.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const has = (path) => existsSync(`${modules}/${path}`);
const { platform, arch, versions } = process;

function problem() {
  if (!has('valibot')) return 'The packages are not installed. Run: npm ci';
  const [major = ''] = versions.node.split('.');
  if (Number(major) < 24) {
    const why = has('.bin/node')
      ? 'Run it by npm or npx, which use that one: npm start, npx acuse, npm test.'
      : 'Its install script did not run. Run: npm rebuild node (or use Node.js 24 yourself)';
    return `This is Node.js ${versions.node}, and Acuse runs on the Node.js 24 that npm ci brings. ${why}`;
  }
  if (platform !== 'linux' && platform !== 'darwin') return undefined;
  if (!has(`@esbuild/${platform}-${arch}`))
    return `esbuild is not installed for this machine (${platform}-${arch}). Run npm ci here, without --omit=optional.`;
  const levels = [`prebuilds/${platform}-${arch}`, 'prebuilds/darwin-x64+arm64', 'build/Release'];
  if (
    !levels
      .filter((path) => platform === 'darwin' || !path.includes('darwin'))
      .some((path) => has(`classic-level/${path}`))
  )
    return `classic-level is not built for this machine (${platform}-${arch}). Run: npm rebuild classic-level`;
  return undefined;
}

const found = problem();
if (found !== undefined) {
  console.error(`acuse: ${found}`);
  process.exit(2);
}
