/**
 * The engine at work. Owns: the submission of commands, the command log's use, recovery, the fact
 * stream, the projection to SQL (tables orders, trades, wallet, ledger_entries, assets, symbols),
 * the publication to Kafka. Config prefix {@code exchange}.
 */
package bourse.exchange;
