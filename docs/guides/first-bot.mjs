// Node 22; Node 20 wants --experimental-websocket. BOURSE_EMAIL and BOURSE_PASSWORD name the login.
// Keeps one small buy order one percent below the market. Ctrl-C cancels it.
const url = process.env.BOURSE_URL ?? 'http://localhost:8080';
const symbol = 'BTC-USD';
let token;
let order = null;

async function call(method, path, body) {
  const answer = await fetch(url + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const json = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(`${json.code} ${json.detail}`);
  return json;
}

async function follow(last) {
  const wanted = (Math.floor(last * 0.99 * 100) / 100).toFixed(2); // the tick of BTC-USD is 0.01
  if (order === null) {
    order = await call('POST', '/v1/orders', { symbol, side: 'BUY', type: 'LIMIT', price: wanted, quantity: '0.01' });
    console.log(`order ${order.id}: ${order.status} at ${order.price}`);
  } else if (Math.abs(wanted / order.price - 1) > 0.0002) {
    order = await call('PATCH', `/v1/orders/${order.id}`, { price: wanted });
    console.log(`order ${order.id}: moved to ${order.price}`);
  }
}

const { BOURSE_EMAIL: email, BOURSE_PASSWORD: password } = process.env;
const tokens = await call('POST', '/v1/auth/login', { email, password });
token = tokens.accessToken;
setInterval(async () => { // an access token lives five minutes, a refresh token works once
  const { refreshToken } = tokens;
  Object.assign(tokens, await call('POST', '/v1/auth/refresh', { refreshToken }));
  token = tokens.accessToken;
}, 200_000);

const stream = new WebSocket(`${url.replace('http', 'ws')}/v1/stream`);
stream.onopen = () => stream.send(JSON.stringify({ op: 'subscribe', channels: [`ticker:${symbol}`] }));
stream.onclose = () => process.exit(1);
let busy = false;
stream.onmessage = async ({ data: text }) => {
  const { channel, data } = JSON.parse(text);
  if (busy || channel !== `ticker:${symbol}` || !data?.last) return;
  busy = true;
  await follow(Number(data.last)).finally(() => { busy = false; });
};
process.on('SIGINT', async () => {
  if (order) await call('DELETE', `/v1/orders/${order.id}`);
  process.exit(0);
});
