package bourse.loadtests;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How requests and answers look on the wire. One for each connection; one thread at a time. */
@SuppressWarnings("ByteBufferBackingArray") // Buffers here are LoadLoop's, allocated on the heap.
interface Protocol {
  /**
   * An answer.
   *
   * @param status as of HTTP
   * @param bytes holds the body
   * @param from where the body begins
   * @param to where it ends
   */
  @SuppressWarnings("ArrayRecordComponent") // Looked at and forgotten.
  record Answer(int status, byte[] bytes, int from, int to) {
    String text() {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The value of a string field, of the first object that has it; empty without. */
    String field(String quotedNameAndColon) {
      int at = find(bytes, from, to, quotedNameAndColon);
      if (at < 0) {
        return "";
      }
      int begin = at + quotedNameAndColon.length() + 1;
      int end = begin;
      while (bytes[end] != '"') {
        end++;
      }
      return new String(bytes, begin, end - begin, StandardCharsets.US_ASCII);
    }
  }

  /** The bytes of a request. */
  byte[] request(OrderFlow.Next next);

  /** The bytes of a request with many orders. */
  byte[] batch(OrderFlow flow, int size);

  /** Takes the next whole answer out of what was read; null when it is not there yet. */
  Answer read(ByteBuffer received);

  /** Where a text stands in bytes; -1 when it does not. */
  static int find(byte[] bytes, int from, int to, String text) {
    int last = to - text.length();
    char first = text.charAt(0);
    for (int i = from; i <= last; i++) {
      if (bytes[i] == first) {
        int j = 1;
        while (j < text.length() && bytes[i + j] == text.charAt(j)) {
          j++;
        }
        if (j == text.length()) {
          return i;
        }
      }
    }
    return -1;
  }

  /** HTTP/1.1, one request under way. */
  final class Http implements Protocol {
    private static final String END = "\r\n\r\n";
    private final String place;
    private final String cancel;
    private final String cancelEnd;

    Http(String host, String token) {
      String head = " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token;
      place = " /v1/orders" + head + "\r\nContent-Type: application/json\r\nContent-Length: ";
      cancel = "DELETE /v1/orders/";
      cancelEnd = head + END;
    }

    @Override
    public byte[] request(OrderFlow.Next next) {
      String text =
          next.order().isEmpty()
              ? cancel + next.cancelled() + cancelEnd
              : "POST" + place + (next.order().length() + 2) + END + "{" + next.order() + "}";
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] batch(OrderFlow flow, int size) {
      byte[] body = flow.batch(size, "{");
      byte[] head =
          ("POST" + place.replace("/v1/orders", "/v1/orders/batch") + body.length + END)
              .getBytes(StandardCharsets.US_ASCII);
      return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
    }

    @Override
    public Answer read(ByteBuffer received) {
      byte[] bytes = received.array();
      int end = find(bytes, received.position(), received.limit(), END);
      if (end < 0) {
        return null;
      }
      int length = contentLength(bytes, received.position(), end);
      int body = end + END.length();
      if (received.limit() - body < length) {
        return null;
      }
      int at = received.position() + 9;
      int status = (bytes[at] - '0') * 100 + (bytes[at + 1] - '0') * 10 + bytes[at + 2] - '0';
      received.position(body + length);
      return new Answer(status, bytes, body, body + length);
    }

    private static int contentLength(byte[] bytes, int from, int to) {
      int at = find(bytes, from, to, "ontent-Length: ");
      if (at < 0) {
        at = find(bytes, from, to, "ontent-length: ");
      }
      if (at < 0) {
        throw new IllegalStateException("An answer without its length");
      }
      int length = 0;
      for (int i = at + 15; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
        length = length * 10 + bytes[i] - '0';
      }
      return length;
    }
  }

  /** Frames of RFC 6455; many requests under way, answered in their order. */
  final class Stream implements Protocol {
    @Override
    public byte[] request(OrderFlow.Next next) {
      String text =
          next.order().isEmpty()
              ? "{\"op\":\"order.cancel\",\"order\":{\"id\":\"" + next.cancelled() + "\"}}"
              : "{\"op\":\"order.place\",\"order\":{" + next.order() + "}}";
      return frame(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public byte[] batch(OrderFlow flow, int size) {
      return frame(flow.batch(size, "{\"op\":\"order.batch\","));
    }

    /** A text frame, masked with zeros. */
    static byte[] frame(byte[] text) {
      ByteBuffer frame = ByteBuffer.allocate(text.length + 14);
      frame.put((byte) 0x81);
      if (text.length < 126) {
        frame.put((byte) (0x80 | text.length));
      } else if (text.length < 1 << 16) {
        frame.put((byte) (0x80 | 126)).putShort((short) text.length);
      } else {
        frame.put((byte) (0x80 | 127)).putLong(text.length);
      }
      frame.putInt(0).put(text).flip();
      byte[] bytes = new byte[frame.remaining()];
      frame.get(bytes);
      return bytes;
    }

    @Override
    public Answer read(ByteBuffer received) {
      int at = received.position();
      if (received.remaining() < 2) {
        return null;
      }
      long length = received.get(at + 1) & 0x7F;
      int head = 2;
      if (length >= 126) {
        head = length == 126 ? 4 : 10;
        if (received.remaining() < head) {
          return null;
        }
        length = length == 126 ? received.getShort(at + 2) & 0xFFFF : received.getLong(at + 2);
      }
      if (received.remaining() < head + length) {
        return null;
      }
      int from = at + head;
      int to = from + (int) length;
      received.position(to);
      if (received.get(at) != (byte) 0x81) {
        throw new IllegalStateException("The server ended the stream, or sent no text");
      }
      return new Answer(status(received.array(), from, to), received.array(), from, to);
    }

    private static int status(byte[] bytes, int from, int to) {
      if (find(bytes, from, Math.min(to, from + 60), "\"type\":\"done\"") >= 0) {
        return 200;
      }
      int at = find(bytes, from, to, "\"status\":");
      return at < 0
          ? 500
          : (bytes[at + 9] - '0') * 100 + (bytes[at + 10] - '0') * 10 + bytes[at + 11] - '0';
    }
  }
}
