// The thread that talks to the network for one virtual user.
import http from 'node:http';
import { workerData } from 'node:worker_threads';

const { port, signal } = workerData;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let socket;

port.on('message', (message) => {
  switch (message.kind) {
    case 'request':
      request(message);
      break;
    case 'connect':
      connect(message);
      break;
    case 'send':
      socket.send(message.text);
      break;
    case 'close':
      socket.close();
      break;
    default:
      throw new Error(`unknown message ${message.kind}`);
  }
});

function tell(message) {
  port.postMessage(message);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

function request({ method, url, headers, body }) {
  const began = performance.now();
  const call = http.request(url, { method, headers, agent, timeout: 60_000 }, (answer) => {
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('end', () =>
      tell({
        kind: 'answer',
        status: answer.statusCode,
        raw: answer.rawHeaders,
        body: Buffer.concat(chunks).toString(),
        duration: performance.now() - began,
      }),
    );
  });
  call.on('timeout', () => call.destroy(new Error('no answer within 60 s')));
  call.on('error', (error) => tell({ kind: 'answer', status: 0, raw: [], body: '', error: error.message, duration: performance.now() - began }));
  call.end(body ?? undefined);
}

function connect({ url }) {
  socket = new WebSocket(url);
  socket.onopen = () => tell({ kind: 'open' });
  socket.onmessage = (event) => tell({ kind: 'message', text: String(event.data) });
  socket.onerror = (event) => tell({ kind: 'error', error: event.message || 'the connection failed' });
  socket.onclose = (event) => tell({ kind: 'close', code: event.code });
}
