/**
 * Metrics, logs, traces: what tells from outside how the appliance is doing.
 *
 * <p>Owns the settings {@code log.*}.
 */
package bourse.platform.telemetry;
