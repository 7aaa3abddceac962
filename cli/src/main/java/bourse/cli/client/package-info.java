/**
 * Speaking to a Bourse server over HTTP, as any client can: plain {@code java.net.http} and JSON.
 */
package bourse.cli.client;
