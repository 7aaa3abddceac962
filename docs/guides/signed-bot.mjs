// Node 22; Node 20 wants --experimental-websocket. Signs with an API key, as api-keys.md says: BOURSE_KEY is its id, BOURSE_KEY_FILE the file
// with the private key (PEM) or with the secret of HMAC. Shows the balances, follows its own orders over a signed stream, and places and cancels one.
import { createHash, createHmac, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const url = process.env.BOURSE_URL ?? 'http://localhost:8080';
const key = process.env.BOURSE_KEY;
const secret = readFileSync(process.env.BOURSE_KEY_FILE, 'utf8').trim();
const window = 5000;

function signature(method, target, timestamp, nonce, body) {
  const hash = createHash('sha256').update(body).digest('hex');
  const text = ['bourse-request-2', key, new URL(url).host, method, target, timestamp, window, nonce, hash].join('\n');
  return secret.startsWith('-----BEGIN')
    ? sign(null, Buffer.from(text), createPrivateKey(secret)).toString('base64')
    : createHmac('sha256', secret).update(text).digest('base64');
}

async function call(method, target, value) {
  const body = value ? JSON.stringify(value) : '';
  const timestamp = Date.now();
  const nonce = randomUUID();
  const answer = await fetch(url + target, {
    method,
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      'Bourse-Key': key,
      'Bourse-Timestamp': `${timestamp}`,
      'Bourse-Window': `${window}`,
      'Bourse-Nonce': nonce,
      'Bourse-Signature': signature(method, target, timestamp, nonce, body),
    },
    ...(body && { body }),
  });
  const json = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(`${json.code} ${json.detail}`);
  return json;
}

const { items: wallets } = await call('GET', '/v1/wallets');
for (const { currency, available } of wallets) console.log(`${currency} ${available}`);

const stream = new WebSocket(`${url.replace('http', 'ws')}/v1/stream`);
stream.onerror = () => process.exit(1);
stream.onopen = () => {
  const timestamp = Date.now();
  const nonce = randomUUID();
  const proof = { key, timestamp, window, nonce, signature: signature('GET', '/v1/stream', timestamp, nonce, '') };
  stream.send(JSON.stringify({ op: 'authenticate', ...proof }));
  stream.send(JSON.stringify({ op: 'subscribe', channels: ['orders'] }));
};
stream.onmessage = async ({ data: text }) => {
  const { channel, type, data } = JSON.parse(text);
  if (type === 'error') throw new Error(`${data.code} ${data.detail}`);
  if (channel !== 'orders' || type !== 'snapshot') return;
  console.log('the stream shows my orders');
  const wanted = { symbol: 'BTC-USD', side: 'BUY', type: 'LIMIT', price: '100.00', quantity: '0.01' };
  const order = await call('POST', '/v1/orders', wanted);
  console.log(`order ${order.id}: ${order.status}`);
  const cancelled = await call('DELETE', `/v1/orders/${order.id}`);
  console.log(`order ${order.id}: ${cancelled.status}`);
  stream.close();
};
