/**
 * The durable command log on files: segments of hash-chained batches, snapshots, and the archive of
 * sealed segments in the object store. It knows commands only as bytes with a sequence. The bytes
 * on disk are described at {@link bourse.platform.log.BatchFormat}.
 */
package bourse.platform.log;
