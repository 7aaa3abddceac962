/** Metrics, logs, traces. */
package bourse.platform.telemetry;
