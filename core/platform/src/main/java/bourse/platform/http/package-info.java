/** Routes, callers, JSON, problem details. */
package bourse.platform.http;
