package bourse.exchange;

import java.util.HexFormat;

/**
 * What the engine's state was after a command.
 *
 * @param sequence the last command in it
 * @param sha256 of the canonical bytes of the state
 */
@SuppressWarnings("ArrayRecordComponent") // Shown by hex(), compared by its text.
public record StateHash(long sequence, byte[] sha256) {
  public String hex() {
    return HexFormat.of().formatHex(sha256);
  }
}
