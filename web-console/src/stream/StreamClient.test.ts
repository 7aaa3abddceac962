import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceKey } from '../api/deviceKey';
import type { StreamRequest } from '../api/types';
import { claimsOf, keysInMemory } from '../testing/keys';
import type { StreamMessage } from './messages';
import { type Socket, StreamClient } from './StreamClient';

keysInMemory();

const bearer = (token: string) => ({ token, key: null });

/** The network's end of a connection, played by hand. */
class Line implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  readonly sent: StreamRequest[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as StreamRequest);
  }

  close(): void {
    this.closed = true;
  }

  opens(): void {
    this.onopen?.(new Event('open'));
  }

  says(message: Partial<StreamMessage>): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  breaks(): void {
    this.onclose?.(new Event('close') as CloseEvent);
  }
}

describe('the stream client', () => {
  let lines: Line[];
  let client: StreamClient;
  const line = () => lines.at(-1) as Line;

  beforeEach(() => {
    vi.useFakeTimers();
    lines = [];
    client = new StreamClient(() => {
      lines.push(new Line());
      return line();
    });
    client.start();
  });

  afterEach(() => {
    client.stop();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const heard = () => {
    const messages: StreamMessage[] = [];
    let lost = 0;
    return {
      messages,
      lost: () => lost,
      listener: {
        onMessage: (message: StreamMessage) => messages.push(message),
        onLost: () => {
          lost += 1;
        },
      },
    };
  };

  it('subscribes what is listened to, in one request, once it is connected', async () => {
    client.subscribe('book:BTC-USD', heard().listener);
    client.subscribe('trades:BTC-USD', heard().listener);
    await vi.advanceTimersByTimeAsync(0);
    expect(line().sent).toEqual([]);
    line().opens();
    expect(line().sent).toEqual([
      { op: 'subscribe', channels: ['book:BTC-USD', 'trades:BTC-USD'] },
    ]);
  });

  it('gives a message to who listens to its channel, until they stop', async () => {
    const book = heard();
    const stop = client.subscribe('book:BTC-USD', book.listener);
    line().opens();
    line().says({ channel: 'book:BTC-USD', type: 'snapshot', sequence: 1 });
    line().says({ channel: 'book:ETH-USD', type: 'snapshot', sequence: 1 });
    stop();
    await vi.advanceTimersByTimeAsync(0);
    line().says({ channel: 'book:BTC-USD', type: 'update', sequence: 2, previous: 1 });
    expect(book.messages.map((message) => message.sequence)).toEqual([1]);
    expect(line().sent.at(-1)).toEqual({ op: 'unsubscribe', channels: ['book:BTC-USD'] });
  });

  it('asks for private channels only with a token, and says the token first', async () => {
    client.subscribe('orders', heard().listener);
    line().opens();
    expect(line().sent).toEqual([{ op: 'ping' }]);
    client.setAccess(bearer('first'));
    await vi.advanceTimersByTimeAsync(0);
    client.setAccess(bearer('second'));
    await vi.advanceTimersByTimeAsync(0);
    expect(line().sent.slice(1)).toEqual([
      { op: 'authenticate', token: 'first' },
      { op: 'subscribe', channels: ['orders'] },
      { op: 'authenticate', token: 'second' },
    ]);
  });

  it('proves its key to each connection, and asks for private channels only after that', async () => {
    const key = await DeviceKey.make();
    client.stop();
    client = new StreamClient(
      () => {
        lines.push(new Line());
        return line();
      },
      Date.now,
      () => new URL('https://trade.example/v1/stream'),
    );
    client.start();
    client.setAccess({ token: 'bound', key });
    client.subscribe('orders', heard().listener);
    const proofs: unknown[] = [];
    for (let connection = 0; connection < 2; connection += 1) {
      line().opens();
      expect(line().sent).toEqual([{ op: 'ping' }]);
      await vi.waitFor(() => expect(line().sent).toHaveLength(3));
      const [, told, asked] = line().sent;
      expect(told).toMatchObject({ op: 'authenticate', token: 'bound' });
      expect(asked).toEqual({ op: 'subscribe', channels: ['orders'] });
      proofs.push(told?.proof);
      line().breaks();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    const [first, second] = proofs.map((proof) => claimsOf(String(proof)));
    expect(first).toMatchObject({ htm: 'GET', htu: 'https://trade.example/v1/stream' });
    expect(second?.jti).not.toBe(first?.jti);
  });

  it('says when a private channel is refused, and asks again with the next token', async () => {
    let refusals = 0;
    client.onRefused = () => {
      refusals += 1;
    };
    client.subscribe('orders', heard().listener);
    client.setAccess(bearer('old'));
    line().opens();
    line().says({ channel: '', type: 'error', data: { code: 3001 } });
    line().says({ channel: 'orders', type: 'error', data: { code: 3001 } });
    expect(refusals).toBe(1);
    client.setAccess(bearer('new'));
    await vi.advanceTimersByTimeAsync(0);
    expect(line().sent.slice(2)).toEqual([
      { op: 'authenticate', token: 'new' },
      { op: 'subscribe', channels: ['orders'] },
    ]);
  });

  it('opens a new connection when the user logs out, because the old one knows them', async () => {
    client.setAccess(bearer('first'));
    line().opens();
    client.setAccess(null);
    expect(lines[0]?.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    line().opens();
    expect(lines.length).toBe(2);
    expect(line().sent).toEqual([{ op: 'ping' }]);
  });

  it('comes back after a loss, tells its listeners, and subscribes again', async () => {
    const book = heard();
    client.subscribe('book:BTC-USD', book.listener);
    line().opens();
    line().says({ channel: 'book:BTC-USD', type: 'snapshot', sequence: 1 });
    expect(client.connection.get()).toBe('LIVE');
    line().breaks();
    expect(client.connection.get()).toBe('RECONNECTING');
    expect(book.lost()).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    line().opens();
    expect(lines.length).toBe(2);
    expect(line().sent).toEqual([{ op: 'subscribe', channels: ['book:BTC-USD'] }]);
    expect(client.connection.get()).toBe('RECONNECTING');
    line().says({ channel: 'book:BTC-USD', type: 'snapshot', sequence: 9 });
    expect(client.connection.get()).toBe('LIVE');
  });

  it('waits longer after each failure, up to a bound', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      const before = lines.length;
      line().breaks();
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(lines.length).toBe(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(lines.length).toBe(before + 1);
    }
  });

  it('gives up on a connection that never opens', async () => {
    await vi.advanceTimersByTimeAsync(11_000);
    expect(lines[0]?.closed).toBe(true);
    expect(client.connection.get()).toBe('RECONNECTING');
  });

  it('notices silence: stale first, then a new connection', async () => {
    client.subscribe('book:BTC-USD', heard().listener);
    line().opens();
    line().says({ channel: 'book:BTC-USD', type: 'snapshot', sequence: 1 });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(client.connection.get()).toBe('LIVE');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(client.connection.get()).toBe('STALE');
    line().says({ channel: 'book:BTC-USD', type: 'heartbeat', sequence: 1 });
    expect(client.connection.get()).toBe('LIVE');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(client.connection.get()).toBe('RECONNECTING');
    expect(lines[0]?.closed).toBe(true);
  });

  it('pings while nobody listens, so that the page knows whether the server is there', async () => {
    line().opens();
    line().says({ channel: '', type: 'done' });
    expect(client.connection.get()).toBe('LIVE');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(line().sent.map((request) => request.op)).toEqual(['ping', 'ping', 'ping']);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(client.connection.get()).toBe('STALE');
  });

  it('asks for a new snapshot after a gap', async () => {
    client.subscribe('book:BTC-USD', heard().listener);
    line().opens();
    client.resubscribe('book:BTC-USD');
    await vi.advanceTimersByTimeAsync(0);
    expect(line().sent.slice(1)).toEqual([
      { op: 'unsubscribe', channels: ['book:BTC-USD'] },
      { op: 'subscribe', channels: ['book:BTC-USD'] },
    ]);
  });

  it('leaves a server that says it shuts down, and a line that talks nonsense', async () => {
    line().opens();
    line().says({ type: 'shutdown' });
    expect(lines[0]?.closed).toBe(true);
    expect(client.connection.get()).toBe('RECONNECTING');
    await vi.advanceTimersByTimeAsync(1_000);
    line().opens();
    line().onmessage?.(new MessageEvent('message', { data: '{"channel":' }));
    expect(lines[1]?.closed).toBe(true);
  });
});
