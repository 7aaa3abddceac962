/**
 * The {@code bourse} command: one class per command. Data goes to standard output, messages to
 * standard error; exit codes are those of {@link bourse.cli.ExitCode}.
 *
 * <p>{@code init}, {@code start} and {@code demo} work on a data directory in this process. The
 * others talk to a running server through its management port, with the operator token of its data
 * directory.
 */
package bourse.cli;
