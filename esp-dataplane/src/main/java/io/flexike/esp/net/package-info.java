/** Ports through which datagrams travel: UDP, raw ESP sockets, and an in-memory network. */
package io.flexike.esp.net;
