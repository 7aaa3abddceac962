package bourse.platform.stream;

/** Who gets the messages of channels: one client's session. */
public interface Subscriber {
  /**
   * Takes a message. Called with the channel's lock held, so it only notes the message down: it
   * never blocks and never calls back.
   */
  void deliver(Channel channel, StreamMessage message);
}
