package bourse.exchange;

import bourse.domain.Fault;
import bourse.engine.Commands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Commands that are logged with one force, with those who wait for them. Filled, then only read.
 */
final class CommandBatch {
  /** Commands of one submission. */
  record Part(Submission submission, int count) {}

  private final long firstSequence;
  private final long logTimeMicros;
  private final int maxBytes;
  private final List<Part> parts = new ArrayList<>();
  private byte[] frames = new byte[4096];
  private int length;
  private int count;

  CommandBatch(long firstSequence, long logTimeMicros, int maxBytes) {
    this.firstSequence = firstSequence;
    this.logTimeMicros = logTimeMicros;
    this.maxBytes = maxBytes;
  }

  /** Adds commands of the submission while there is room. False when some are left over. */
  boolean add(Submission submission) {
    int added = 0;
    int next = submission.logged();
    while (next + added < submission.count()) {
      byte[] frame = submission.frame(next + added);
      if (length + frame.length > maxBytes) {
        break;
      }
      append(frame);
      added++;
    }
    if (added > 0) {
      parts.add(new Part(submission, added));
      submission.logged(added);
    }
    return next + added == submission.count();
  }

  private void append(byte[] frame) {
    if (frames.length - length < frame.length) {
      frames = Arrays.copyOf(frames, Math.min(maxBytes, 2 * frames.length + frame.length));
    }
    System.arraycopy(frame, 0, frames, length, frame.length);
    Commands.stamp(frames, length, firstSequence + count, logTimeMicros);
    length += frame.length;
    count++;
  }

  byte[] frames() {
    return frames;
  }

  int length() {
    return length;
  }

  int count() {
    return count;
  }

  long firstSequence() {
    return firstSequence;
  }

  long lastSequence() {
    return firstSequence + count - 1;
  }

  List<Part> parts() {
    return parts;
  }

  void fail(Fault fault) {
    parts.forEach(part -> part.submission().fail(fault));
  }
}
