/** Drives engines over UDP and TCP; owns sockets, threads and the clock. */
package io.flexike.ike.transport;
