// Places a limit order a fifth below the market, reads it back at its own sequence, amends and cancels it.
//   k6 run -e BOURSE_LOGINS="trader@demo.bourse:…" -e BOURSE_SYMBOL=BTC-USD order-flow.js
import http from 'k6/http';
import { check, group } from 'k6';
import { Trend } from 'k6/metrics';
import { credentials, json, login, url } from './lib/bourse.js';

const acknowledged = new Trend('order_acknowledged', true);

export const options = {
  vus: 2,
  duration: '5s',
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate==0'],
    order_acknowledged: ['p(99)<1000'],
  },
};

export function setup() {
  const symbol = __ENV.BOURSE_SYMBOL || 'BTC-USD';
  const definition = http.get(`${url}/v1/symbols/${symbol}`);
  const ticker = http.get(`${url}/v1/symbols/${symbol}/ticker`);
  check(definition, { 'the symbol is listed': (r) => r.status === 200 });
  check(ticker, { 'the symbol has traded': (r) => r.json('last') != null });
  return {
    symbol,
    price: __ENV.BOURSE_PRICE || below(ticker.json('last'), definition.json('tickSize')),
    quantity: __ENV.BOURSE_QUANTITY || '0.01',
  };
}

/** A fifth below a price, on the tick. */
function below(price, tick) {
  const decimals = (tick.split('.')[1] || '').length;
  return (Math.floor((Number(price) * 0.8) / Number(tick)) * Number(tick)).toFixed(decimals);
}

let token;

export default function (market) {
  token = token || login(credentials()).accessToken;
  const { symbol, price, quantity } = market;

  group('an order through its life', () => {
    const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity };
    const placed = http.post(`${url}/v1/orders`, JSON.stringify(order), json(token));
    acknowledged.add(placed.timings.duration);
    if (!check(placed, { placed: (r) => r.status === 201 })) {
      return;
    }
    const id = placed.json('id');
    const request = json(token);
    request.headers['Bourse-At-Least-Sequence'] = placed.headers['Bourse-Sequence'];
    const seen = http.get(`${url}/v1/orders/${id}`, request);
    check(seen, { 'own write is seen': (r) => r.status === 200 && r.json('status') === 'OPEN' });

    const cancelled = http.del(`${url}/v1/orders/${id}`, null, json(token));
    check(cancelled, { cancelled: (r) => r.status === 200 });
  });
}
