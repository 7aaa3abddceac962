/**
 * {@code bourse replay}: recorded order flow, read from a file, goes into an exchange; fills, the
 * final book and figures come out.
 *
 * <p>{@link bourse.cli.replay.ReplayFile} reads and checks, a {@link
 * bourse.cli.replay.ReplayTarget} is what the flow goes into, {@link bourse.cli.replay.Replay}
 * brings the two together and keeps the results. A further mode is a further target.
 */
package bourse.cli.replay;
