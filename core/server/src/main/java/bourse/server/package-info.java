/**
 * The composition root: which modules there are, what each is given, and what starts after what.
 * Config keys {@code server.environment} and {@code markets.file}.
 */
package bourse.server;
