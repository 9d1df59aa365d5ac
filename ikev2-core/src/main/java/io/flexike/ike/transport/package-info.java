/** Drives engines over UDP; owns sockets, threads and the clock. */
package io.flexike.ike.transport;
