package bourse.platform.stream;

import java.util.OptionalLong;

/**
 * One message of a channel, shared by all its subscribers.
 *
 * @param channel the channel's name, {@code book:BTC-USD}
 * @param sequence the place in the log up to which the client knows this channel after this message
 * @param previous the sequence of the message before it in this channel; empty for a snapshot
 * @param data what its JSON form shows, immutable
 */
public record StreamMessage(
    String channel, Type type, long sequence, OptionalLong previous, Object data) {
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
}
