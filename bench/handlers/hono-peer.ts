// Hono with its adapter for Lambda. https://hono.dev/docs/getting-started/aws-lambda
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { enqueue, isToken } from './peer.ts';

const app = new Hono();
app.post('/hooks/:source', async (context) => {
  if (!isToken(context.req.query('token'))) return context.body(null, 401);
  await enqueue(await context.req.json());
  return context.json({});
});

export const handler = handle(app);
