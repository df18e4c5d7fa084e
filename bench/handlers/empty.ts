// What any function costs on this machine before it has done anything.

export async function handler(): Promise<{ statusCode: number }> {
  return { statusCode: 200 };
}
