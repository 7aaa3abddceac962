package bourse.platform.stream;

import bourse.platform.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** One message of a channel, shared by all its subscribers. Immutable. */
public final class StreamMessage {
  /** What a message is. */
  public enum Type {
    /** Everything; replaces what the client knew of the channel. */
    SNAPSHOT,
    /** What changed since the message before. */
    UPDATE,
    /** Nothing new; the sequence tells whether the client missed something. */
    HEARTBEAT
  }

  /** Nothing to show: a heartbeat, or the snapshot of something that is not there yet. */
  public record NoData() {}

  private record Form(
      String channel, String type, long sequence, OptionalLong previous, Optional<Object> data) {}

  private final String channel;
  private final Type type;
  private final long sequence;
  private final OptionalLong previous;
  private final Object data;
  private volatile String text;

  /**
   * @param channel the channel's name, {@code book:BTC-USD}
   * @param sequence the place in the log up to which the client knows this channel after this
   *     message
   * @param previous the sequence of the message before it in this channel; empty for a snapshot
   * @param data what its JSON form shows, immutable
   */
  public StreamMessage(
      String channel, Type type, long sequence, OptionalLong previous, Object data) {
    this.channel = channel;
    this.type = type;
    this.sequence = sequence;
    this.previous = previous;
    this.data = data;
  }

  public String channel() {
    return channel;
  }

  public Type type() {
    return type;
  }

  public long sequence() {
    return sequence;
  }

  public OptionalLong previous() {
    return previous;
  }

  public Object data() {
    return data;
  }

  /** As JSON. Written once for all subscribers, on the thread of the first that sends it. */
  public String text() {
    String written = text;
    if (written == null) {
      Form form =
          new Form(
              channel,
              type.name().toLowerCase(Locale.ROOT),
              sequence,
              previous,
              data instanceof NoData ? Optional.empty() : Optional.of(data));
      written = new String(Json.write(form), StandardCharsets.UTF_8);
      text = written;
    }
    return written;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamMessage that
        && channel.equals(that.channel)
        && type == that.type
        && sequence == that.sequence
        && previous.equals(that.previous)
        && data.equals(that.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(channel, type, sequence);
  }

  @Override
  public String toString() {
    return text();
  }
}
