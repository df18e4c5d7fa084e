export async function handler(): Promise<unknown> {
  throw new Error('to be written');
}
