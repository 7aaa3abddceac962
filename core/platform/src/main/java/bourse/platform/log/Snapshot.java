package bourse.platform.log;

/**
 * A state of the engine, as bytes.
 *
 * @param sequence the last command in it
 * @param logTimeMicros the log time of that command
 * @param ruleVersion the rules in force
 * @param state the canonical bytes of the state
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over from one owner to the next; never compared.
public record Snapshot(long sequence, long logTimeMicros, int ruleVersion, byte[] state) {}
