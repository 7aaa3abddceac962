/**
 * Events: Apache Kafka in this process.
 *
 * <p>Owns the settings {@code kafka.*} and the folder {@code kafka/} of the data directory. Trading
 * never waits for it.
 */
package bourse.platform.events;
