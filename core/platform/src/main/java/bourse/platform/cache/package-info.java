/**
 * The cache: Redis as a child process on a Unix socket, or a Redis elsewhere, by the same client.
 *
 * <p>Owns the settings {@code redis.*} and the folder {@code redis/} of the data directory.
 */
package bourse.platform.cache;
