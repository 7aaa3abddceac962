// Reads market data over HTTP and follows a book over WebSocket: snapshot first, then updates without a gap.
//   k6 run -e BOURSE_SYMBOL=BTC-USD market-data.js
import http from 'k6/http';
import ws from 'k6/ws';
import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { url } from './lib/bourse.js';

const updates = new Counter('book_updates');
const gaps = new Counter('book_gaps');

export const options = {
  vus: 2,
  iterations: 2,
  thresholds: {
    checks: ['rate==1'],
    book_gaps: ['count==0'],
  },
};

export default function () {
  const symbol = __ENV.BOURSE_SYMBOL || 'BTC-USD';
  for (const path of ['depth?limit=20', 'trades?limit=20', 'candles?interval=1m', 'ticker']) {
    const answer = http.get(`${url}/v1/symbols/${symbol}/${path}`);
    check(answer, { [`${path.split('?')[0]} is served`]: (r) => r.status === 200 });
  }

  const seconds = Number(__ENV.BOURSE_STREAM_SECONDS || 3);
  const channel = `book:${symbol}`;
  let last = null;
  let snapshot = false;
  const answer = ws.connect(`${url.replace(/^http/, 'ws')}/v1/stream`, {}, (socket) => {
    socket.on('open', () => socket.send(JSON.stringify({ op: 'subscribe', channels: [channel] })));
    socket.on('message', (text) => {
      const message = JSON.parse(text);
      if (message.channel !== channel) {
        return;
      }
      if (message.type === 'snapshot') {
        snapshot = true;
        last = message.sequence;
      } else if (message.type === 'update') {
        updates.add(1);
        if (message.previous !== last) {
          gaps.add(1);
        }
        last = message.sequence;
      }
    });
    socket.setTimeout(() => socket.close(), seconds * 1000);
  });
  gaps.add(0);
  check(answer, { 'the stream opened': (r) => r && r.status === 101 });
  check(snapshot, { 'a snapshot came': (came) => came });
}
