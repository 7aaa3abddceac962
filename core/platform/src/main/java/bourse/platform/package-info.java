/** What every service stands on. */
package bourse.platform;
