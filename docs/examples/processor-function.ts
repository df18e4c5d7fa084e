// A processor as a Lambda function of your own. It checks no signature: IAM decides who may call it.

interface Event {
  id: string;
  type: string;
  data: { actual_response?: string | null };
}

export async function handler({ id, data }: Event) {
  const answer = (data.actual_response ?? '').trim();
  if (answer === '') {
    // The same as an endpoint: this never works, continue with acuse_status=failed.
    return { statusCode: 422 };
  }
  // An error or a time-out is tried again with the same id.
  return { keys: { verdict: 'ok', letters: answer.length, reference: id } };
}
