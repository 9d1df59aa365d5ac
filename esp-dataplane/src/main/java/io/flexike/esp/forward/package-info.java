/** The pipeline between TUN devices, SAs and the network. */
package io.flexike.esp.forward;
