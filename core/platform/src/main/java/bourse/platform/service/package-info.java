/** Parts with a life of their own, started and stopped in order. */
package bourse.platform.service;
