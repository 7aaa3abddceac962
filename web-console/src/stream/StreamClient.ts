import type { Access } from '../api/session';
import type { StreamRequest } from '../api/types';
import { Store } from '../base/store';
import { parseMessage, type StreamMessage } from './messages';

/**
 * `CONNECTING` at first, `LIVE` while messages come, `STALE` when the connection is open but has
 * gone quiet although the server sends a heartbeat each second, `RECONNECTING` when it is lost.
 */
export type ConnectionState = 'CONNECTING' | 'LIVE' | 'STALE' | 'RECONNECTING';

export interface ChannelListener {
  onMessage(message: StreamMessage): void;
  /** The connection is gone: what was known may be old until the next snapshot. */
  onLost?(): void;
}

/** The part of a WebSocket that is used here. */
export interface Socket {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

const STALE_AFTER_MILLIS = 3_500;
const DEAD_AFTER_MILLIS = 10_000;
const FIRST_RETRY_MILLIS = 500;
const LONGEST_RETRY_MILLIS = 15_000;
const MOST_CHANNELS_PER_REQUEST = 100;

/**
 * One WebSocket for the page. Channels are subscribed while somebody listens, again after every
 * reconnection, and each begins with a snapshot. Private channels wait for a token.
 */
export class StreamClient {
  readonly connection = new Store<ConnectionState>('CONNECTING');
  /** Called when the server refuses a private channel: the token is old, or the session has ended. */
  onRefused: () => void = () => {};
  private readonly listeners = new Map<string, Set<ChannelListener>>();
  private readonly asked = new Set<string>();
  private socket: Socket | null = null;
  private open = false;
  private access: Access | null = null;
  /** Whether this connection was told the token, after which private channels are let in. */
  private authenticated = false;
  private attempts = 0;
  private lastHeardAt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setInterval> | undefined;
  private flushing = false;

  constructor(
    private readonly connect: () => Socket,
    private readonly now: () => number = Date.now,
    private readonly address: () => URL = pageStream,
  ) {}

  start(): void {
    this.watchdog ??= setInterval(() => this.watch(), 1_000);
    this.dial();
  }

  stop(): void {
    clearInterval(this.watchdog);
    this.watchdog = undefined;
    clearTimeout(this.retry);
    this.drop();
  }

  /** Hears `channel` until the returned function is called. */
  subscribe(channel: string, listener: ChannelListener): () => void {
    const existing = this.listeners.get(channel);
    if (existing) {
      existing.add(listener);
      // A newcomer needs a snapshot of its own, and the channel gives one per subscription.
      this.resubscribe(channel);
    } else {
      this.listeners.set(channel, new Set([listener]));
      this.flushSoon();
    }
    return () => {
      const remaining = this.listeners.get(channel);
      remaining?.delete(listener);
      if (remaining?.size === 0) {
        this.listeners.delete(channel);
        this.flushSoon();
      }
    };
  }

  /** Asks for a new snapshot, after a gap. */
  resubscribe(channel: string): void {
    if (this.open && this.asked.has(channel)) {
      this.send({ op: 'unsubscribe', channels: [channel] });
      this.asked.delete(channel);
    }
    this.flushSoon();
  }

  /**
   * Who the page is. A new token of the same user is announced; going anonymous takes a new
   * connection, because a connection does not forget.
   */
  setAccess(access: Access | null): void {
    const before = this.access;
    this.access = access;
    if (access?.token === before?.token || !this.open) {
      return;
    }
    if (access === null) {
      this.reconnect();
    } else {
      this.authenticate(access);
    }
  }

  /** Tells who the page is; with a proof, for a token that is bound to a key. */
  private authenticate({ token, key }: Access): void {
    if (key === null) {
      this.say({ op: 'authenticate', token });
      return;
    }
    const socket = this.socket;
    void key.proof('GET', this.address(), token).then((proof) => {
      // The connection or the token may be another by now, and is then told on its own.
      if (socket === this.socket && token === this.access?.token) {
        this.say({ op: 'authenticate', token, proof });
      }
    });
  }

  private say(request: StreamRequest): void {
    this.send(request);
    this.authenticated = true;
    this.flushSoon();
  }

  private dial(): void {
    const socket = this.connect();
    this.socket = socket;
    this.lastHeardAt = this.now();
    socket.onopen = () => this.opened(socket);
    socket.onmessage = (event) => this.heard(socket, String(event.data));
    socket.onclose = () => this.closed(socket);
  }

  private opened(socket: Socket): void {
    if (socket !== this.socket) {
      return;
    }
    this.open = true;
    this.lastHeardAt = this.now();
    if (this.access !== null) {
      this.authenticate(this.access);
    }
    this.flush();
    this.pingWhenUnused();
  }

  private heard(socket: Socket, text: string): void {
    if (socket !== this.socket) {
      return;
    }
    const message = parseMessage(text);
    if (!message) {
      this.reconnect();
      return;
    }
    this.lastHeardAt = this.now();
    this.attempts = 0;
    this.connection.set('LIVE');
    if (message.type === 'shutdown') {
      this.reconnect();
      return;
    }
    if (message.type === 'error') {
      this.refused(message.channel);
    }
    for (const listener of [...(this.listeners.get(message.channel) ?? [])]) {
      listener.onMessage(message);
    }
  }

  /** The channel is asked for again when there is another token. */
  private refused(channel: string): void {
    if (this.asked.delete(channel) && isPrivate(channel)) {
      this.onRefused();
    }
  }

  private closed(socket: Socket): void {
    if (socket === this.socket) {
      this.reconnect();
    }
  }

  private reconnect(): void {
    this.drop();
    this.connection.set('RECONNECTING');
    for (const listeners of this.listeners.values()) {
      for (const listener of [...listeners]) {
        listener.onLost?.();
      }
    }
    // Spread out, so that a restarted server does not meet everybody at the same moment.
    const longest = Math.min(FIRST_RETRY_MILLIS * 2 ** this.attempts, LONGEST_RETRY_MILLIS);
    this.attempts += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.dial(), longest * (0.5 + Math.random() / 2));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.open = false;
    this.authenticated = false;
    this.asked.clear();
    socket?.close();
  }

  private watch(): void {
    const quietMillis = this.now() - this.lastHeardAt;
    if (this.socket === null) {
      return;
    }
    this.pingWhenUnused();
    if (quietMillis > DEAD_AFTER_MILLIS) {
      this.reconnect();
    } else if (quietMillis > STALE_AFTER_MILLIS && this.connection.get() === 'LIVE') {
      this.connection.set('STALE');
    }
  }

  /** Subscriptions bring heartbeats. Without any, an answer shows that the server is there. */
  private pingWhenUnused(): void {
    if (this.open && this.asked.size === 0) {
      this.send({ op: 'ping' });
    }
  }

  private flushSoon(): void {
    if (!this.flushing) {
      this.flushing = true;
      queueMicrotask(() => {
        this.flushing = false;
        this.flush();
      });
    }
  }

  /** Brings what the server was asked for in line with who listens. */
  private flush(): void {
    if (!this.open) {
      return;
    }
    const unwanted = [...this.asked].filter((channel) => !this.listeners.has(channel));
    const wanted = [...this.listeners.keys()].filter(
      (channel) => !this.asked.has(channel) && (this.authenticated || !isPrivate(channel)),
    );
    for (const channels of chunks(unwanted)) {
      this.send({ op: 'unsubscribe', channels });
    }
    for (const channels of chunks(wanted)) {
      this.send({ op: 'subscribe', channels });
    }
    for (const channel of unwanted) {
      this.asked.delete(channel);
    }
    for (const channel of wanted) {
      this.asked.add(channel);
    }
  }

  private send(request: StreamRequest): void {
    this.socket?.send(JSON.stringify(request));
  }
}

function isPrivate(channel: string): boolean {
  return channel === 'orders' || channel === 'wallets';
}

function chunks(channels: string[]): string[][] {
  const result: string[][] = [];
  for (let from = 0; from < channels.length; from += MOST_CHANNELS_PER_REQUEST) {
    result.push(channels.slice(from, from + MOST_CHANNELS_PER_REQUEST));
  }
  return result;
}

/** The stream of the server that this page came from. */
export function pageSocket(): Socket {
  return new WebSocket(pageStream().href.replace(/^http/, 'ws'));
}

/** Its address, as a proof names it. */
function pageStream(): URL {
  return new URL('/v1/stream', window.location.origin);
}
