// k6 scripts block on the network; Node does not. A second thread does the IO, and this one waits for its messages.
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';

const signal = new Int32Array(new SharedArrayBuffer(4));
let thread;
let port;

export function send(message) {
  if (!thread) {
    const channel = new MessageChannel();
    port = channel.port1;
    thread = new Worker(new URL('./io.js', import.meta.url), {
      workerData: { port: channel.port2, signal },
      transferList: [channel.port2],
    });
    thread.unref();
    port.unref();
  }
  port.postMessage(message);
}

/** The next message, or undefined when none came in time. */
export function receive(atMostMillis) {
  const deadline = Date.now() + atMostMillis;
  for (;;) {
    const seen = Atomics.load(signal, 0);
    const envelope = receiveMessageOnPort(port);
    if (envelope) {
      return envelope.message;
    }
    const left = deadline - Date.now();
    if (left <= 0) {
      return undefined;
    }
    Atomics.wait(signal, 0, seen, left);
  }
}

export function close() {
  thread?.terminate();
}
