// The page's only script: what was opened or closed stays so when the page loads again, and a page that loads by itself
// waits while somebody types or decides. Without it the page works too. Its digest is in the page's security policy, so
// nothing else can run.

export const SCRIPT = `(() => {
  const KEY = 'acuse-console';
  const folds = {};
  try { Object.assign(folds, JSON.parse(sessionStorage.getItem(KEY))); } catch {}
  for (const part of document.querySelectorAll('[data-fold]')) {
    const open = folds[part.dataset.fold];
    if (open !== undefined) part.open = open;
  }
  addEventListener('toggle', ({ target }) => {
    if (!target.dataset.fold) return;
    folds[target.dataset.fold] = target.open;
    try { sessionStorage.setItem(KEY, JSON.stringify(folds)); } catch {}
  }, true);
  const seconds = Number(document.body.dataset.refresh);
  const isBusy = () => document.querySelector('.act[open], input:focus, select:focus') !== null;
  const load = () => isBusy() ? setTimeout(load, 1000) : location.reload();
  if (seconds > 0) setTimeout(load, seconds * 1000);
})();`;
