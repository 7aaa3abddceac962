package bourse.loadtests.engine;

import bourse.engine.FlowFrames;

/** Commands that are made durable with one force. */
final class Batch {
  final byte[] frames;
  int length;
  int count;
  long firstSequence;

  Batch(int capacity) {
    frames = new byte[capacity];
  }

  void clear() {
    length = 0;
    count = 0;
  }

  boolean hasRoom() {
    return length + FlowFrames.LONGEST <= frames.length;
  }

  void add(FlowFrames encoder, byte[] records, int at) {
    length = encoder.encode(records, at, frames, length);
    if (count == 0) {
      firstSequence = encoder.sequence();
    }
    count++;
  }
}
