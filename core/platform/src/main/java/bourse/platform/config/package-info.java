/**
 * Settings: key, description, type, unit and default in one place.
 *
 * <p>A module declares its settings as constants of {@link Setting}, the server puts them all into
 * one {@link SettingsCatalogue}, and {@link Settings} holds the values of one run. The reference
 * page is rendered from the catalogue by {@link ConfigurationReference}.
 */
package bourse.platform.config;
