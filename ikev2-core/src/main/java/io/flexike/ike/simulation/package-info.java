/**
 * A seeded in-memory network with NAT, loss, delay and a virtual clock, in which engines run without sockets and
 * threads.
 */
package io.flexike.ike.simulation;
