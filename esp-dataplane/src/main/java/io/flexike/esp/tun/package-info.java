/** TUN devices: the Linux form, an in-memory twin, and a host to attach to the latter. */
package io.flexike.esp.tun;
