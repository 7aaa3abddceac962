// The module 'k6/ws': connect blocks until the socket is closed; callbacks run on the virtual user's thread.
import { receive, send } from './wire.js';

class Socket {
  constructor() {
    this.handlers = {};
    this.timers = [];
  }

  on(event, handler) {
    (this.handlers[event] ||= []).push(handler);
  }

  send(text) {
    send({ kind: 'send', text });
  }

  close() {
    send({ kind: 'close' });
  }

  setTimeout(handler, millis) {
    this.timers.push({ handler, at: Date.now() + millis });
  }

  setInterval(handler, millis) {
    this.timers.push({ handler, at: Date.now() + millis, every: millis });
  }

  emit(event, value) {
    for (const handler of this.handlers[event] || []) {
      handler(value);
    }
  }

  runTimers() {
    const now = Date.now();
    for (const timer of this.timers.filter((each) => each.at <= now)) {
      timer.at = timer.every ? now + timer.every : Infinity;
      timer.handler();
    }
    return Math.min(1000, ...this.timers.map((timer) => timer.at - now));
  }
}

export function connect(url, params, setUp) {
  const socket = new Socket();
  let status = 0;
  setUp(socket);
  send({ kind: 'connect', url });
  for (;;) {
    const message = receive(Math.max(1, socket.runTimers()));
    switch (message?.kind) {
      case undefined:
        break;
      case 'open':
        status = 101;
        socket.emit('open');
        break;
      case 'message':
        socket.emit('message', message.text);
        break;
      case 'error':
        socket.emit('error', new Error(message.error));
        if (status === 0) {
          return { status, error: message.error };
        }
        break;
      case 'close':
        socket.emit('close', message.code);
        return { status };
      default:
        throw new Error(`unknown message ${message.kind}`);
    }
  }
}

export default { connect };
