/** Superframes: many packets of one flow as the kernel hands them over in one piece, split and put together. */
package io.flexike.esp.tun.offload;
