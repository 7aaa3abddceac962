package bourse.exchange;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;

/**
 * Writes one JSON object after the other into the same buffer: an event is written for every fact,
 * so a generator for each would be a good part of its cost. Names are plain ASCII. Not thread safe.
 */
final class EventJson {
  private byte[] bytes = new byte[512];
  private int length;

  /** Begins an object; what was there before is forgotten. */
  void begin() {
    length = 0;
    put('{');
  }

  /** Ends the object, and copies it. */
  byte[] end() {
    put('}');
    return Arrays.copyOf(bytes, length);
  }

  void writeObjectFieldStart(String name) {
    name(name);
    put('{');
  }

  void writeEndObject() {
    put('}');
  }

  void writeArrayFieldStart(String name) {
    name(name);
    put('[');
  }

  void writeEndArray() {
    put(']');
  }

  /** An element of an array. */
  void writeString(String value) {
    if (bytes[length - 1] != '[') {
      put(',');
    }
    quoted(value);
  }

  /** Begins an element of an array. */
  void writeStartObject() {
    if (bytes[length - 1] != '[') {
      put(',');
    }
    put('{');
  }

  void writeStringField(String name, String value) {
    name(name);
    quoted(value);
  }

  void writeNumberField(String name, long value) {
    name(name);
    ascii(Long.toString(value));
  }

  void writeBooleanField(String name, boolean value) {
    name(name);
    ascii(value ? "true" : "false");
  }

  private void name(String name) {
    if (bytes[length - 1] != '{') {
      put(',');
    }
    put('"');
    ascii(name);
    put('"');
    put(':');
  }

  private void quoted(String value) {
    put('"');
    text(value);
    put('"');
  }

  private void text(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        append(JsonStringEncoder.getInstance().quoteAsUTF8(value));
        return;
      }
    }
    ascii(value);
  }

  private void ascii(String text) {
    int count = text.length();
    makeRoom(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
    length += count;
  }

  private void append(byte[] more) {
    makeRoom(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  private void put(char c) {
    makeRoom(1);
    bytes[length++] = (byte) c;
  }

  private void makeRoom(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
    }
  }
}
