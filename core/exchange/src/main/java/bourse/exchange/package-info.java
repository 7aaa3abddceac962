/**
 * The engine at work. Owns: the submission of commands, the command log's use, snapshots, recovery,
 * quarantine and proof, the fact stream and the views that everybody needs, the projection to SQL
 * ({@link bourse.exchange.ProjectedTable} names its tables), the publication to Kafka, and the
 * watch that steps the venue down. Config prefixes {@code exchange}, {@code safe-state}.
 */
package bourse.exchange;
