/** Settings: key, description, type, unit and default in one place. */
package bourse.platform.config;
