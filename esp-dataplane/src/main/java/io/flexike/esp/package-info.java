/** A user-space ESP data plane: install, replace and remove SAs between TUN devices and the network (RFC 4303). */
package io.flexike.esp;
