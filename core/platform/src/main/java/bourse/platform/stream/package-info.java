/**
 * Live data: channels that begin with a snapshot and go on with sequenced updates, and their
 * subscribers. Knows nothing of sockets.
 */
package bourse.platform.stream;
