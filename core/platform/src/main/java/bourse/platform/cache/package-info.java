/**
 * The cache: Redis as a child process on a Unix socket.
 *
 * <p>Owns the settings {@code redis.*} and the folder {@code redis/} of the data directory.
 */
package bourse.platform.cache;
