/**
 * The benchmark of the engine and its log on the workload OF-1, side by side with exchange-core:
 * {@link bourse.loadtests.engine.EngineBench} starts each run in a process of its own and writes
 * the table.
 */
package bourse.loadtests.engine;
