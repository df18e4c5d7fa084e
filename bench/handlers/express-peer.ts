// Express behind serverless-http. https://github.com/dougmoscrop/serverless-http
import express from 'express';
import serverless from 'serverless-http';
import { enqueue, isToken } from './peer.ts';

const app = express();
app.use(express.json());
app.post('/hooks/:source', async ({ query, body }, response) => {
  if (!isToken(String(query['token']))) return void response.sendStatus(401);
  await enqueue(body);
  response.json({});
});

export const handler = serverless(app);
