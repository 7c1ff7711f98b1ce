// SPDX-License-Identifier: Apache-2.0
// The unmodified npm `openai` against a running network: STOA_READY names its ready file. With STOA_MODEL set, that model
// is asked (the mock engine's, which calls tools and makes embeddings).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import OpenAI from 'openai';

const ready = JSON.parse(readFileSync(process.env.STOA_READY, 'utf8'));
const model = process.env.STOA_MODEL ?? ready.models[0];
const mock = process.env.STOA_MODEL !== undefined;
const client = new OpenAI({ baseURL: ready.gateway, apiKey: ready.apiKey, maxRetries: 0 });
const ask = (content, more = {}) => ({ model, messages: [{ role: 'user', content }], max_tokens: 40, ...more });

test('a question is answered', async () => {
  const answer = await client.chat.completions.create(ask('What is a receipt?'));
  assert.ok(answer.choices[0].message.content.length > 0);
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
});

test('an answer streams, with usage at its end', async () => {
  const stream = await client.chat.completions.create(
    ask('What is a host?', { stream: true, stream_options: { include_usage: true } }));
  let text = '';
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.ok(text.length > 0);
  assert.ok(usage.completion_tokens > 0);
});

test('the headers name receipt, session and host', async () => {
  const { response } = await client.chat.completions.create(ask('Hello')).withResponse();
  for (const name of ['x-stoa-receipt', 'x-stoa-session', 'x-stoa-host', 'x-request-id'])
    assert.ok(response.headers.get(name), name);
  const receipt = await (await fetch(`${ready.gateway}/receipts/${response.headers.get('x-stoa-receipt')}`, {
    headers: { authorization: `Bearer ${ready.apiKey}` } })).json();
  assert.ok(JSON.stringify(receipt).toLowerCase().includes(response.headers.get('x-stoa-host').toLowerCase()));
});

test('a text is continued', async () => {
  const answer = await client.completions.create({ model, prompt: 'A session is', max_tokens: 12 });
  assert.equal(answer.object, 'text_completion');
  assert.ok(answer.choices[0].text.length > 0);
});

test('the responses interface answers and streams', async () => {
  const answer = await client.responses.create({ model, input: 'What is Stoa?', max_output_tokens: 30, store: false });
  assert.ok(answer.output_text.length > 0);
  const kinds = [];
  for await (const event of await client.responses.create({ model, input: 'Hello', max_output_tokens: 20, store: false, stream: true }))
    kinds.push(event.type);
  assert.equal(kinds[0], 'response.created');
  assert.equal(kinds.at(-1), 'response.completed');
});

test('errors are the client library\'s own classes', async () => {
  const stranger = new OpenAI({ baseURL: ready.gateway, apiKey: 'sk-stoa-nobody', maxRetries: 0 });
  await assert.rejects(stranger.chat.completions.create(ask('Hello')), OpenAI.AuthenticationError);
  await assert.rejects(client.chat.completions.create(ask('Hello', { model: 'no-such-model' })), OpenAI.NotFoundError);
  await assert.rejects(client.chat.completions.create({ model, messages: 'Hello' }), OpenAI.BadRequestError);
  await assert.rejects(client.models.retrieve('no-such-model'), OpenAI.NotFoundError);
});

test('a stream can be left in the middle', async () => {
  const stream = await client.chat.completions.create(ask('Tell me a long story.', { stream: true, max_tokens: 200 }));
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta?.content) break;
  }
  const after = await client.chat.completions.create(ask('Hello'));
  assert.ok(after.choices[0].message.content.length >= 0);
});

test('sixteen callers at once are all answered', async () => {
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, i) => client.chat.completions.create(ask(`Hello number ${i}`, { max_tokens: 8 }))));
  assert.equal(answers.filter((answer) => answer.choices.length === 1).length, 16);
});

test('a parameter nobody here knows is passed on, not refused', async () => {
  const answer = await client.chat.completions.create(ask('Hello', { a_parameter_of_tomorrow: { deep: [1, 2] } }));
  assert.equal(answer.choices.length, 1);
});

test('tools are called', { skip: !mock }, async () => {
  const tools = [{ type: 'function', function: {
    name: 'weather', description: 'The weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } } } }];
  const answer = await client.chat.completions.create(ask('How is the weather in Athens?', { tools }));
  assert.equal(answer.choices[0].finish_reason, 'tool_calls');
  assert.equal(answer.choices[0].message.tool_calls[0].function.name, 'weather');
  JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments);
  const stream = await client.chat.completions.create(ask('And in Sparta?', { tools, stream: true }));
  let name = '';
  for await (const chunk of stream) name += chunk.choices[0]?.delta?.tool_calls?.[0]?.function?.name ?? '';
  assert.equal(name, 'weather');
});

test('embeddings are vectors', { skip: !mock }, async () => {
  const answer = await client.embeddings.create({ model, input: ['a session', 'a lane'] });
  assert.equal(answer.data.length, 2);
  assert.ok(answer.data[0].embedding.length > 0);
  assert.ok(answer.data[0].embedding.every((value) => Number.isFinite(value)));
});
