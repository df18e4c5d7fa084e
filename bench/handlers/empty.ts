// An empty function: the minimum cost on this machine.

export async function handler(): Promise<{ statusCode: number }> {
  return { statusCode: 200 };
}
